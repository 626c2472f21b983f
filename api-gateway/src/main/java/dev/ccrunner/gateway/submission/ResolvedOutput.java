package dev.ccrunner.gateway.submission;

import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.PushSpec;
import dev.ccrunner.run.PushSpec.PullRequestSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a run would bring home, as the answer to a trial shows it. */
@Schema(name = "ResolvedRunOutput")
record ResolvedOutput(
    @Schema(description = "The JSON Schema.") @Nullable Object schema,
    int repairs,
    List<String> artifacts,
    boolean patch,
    @Nullable Push push) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** A branch that would be pushed. */
  @Schema(name = "ResolvedRunPush")
  record Push(
      String branch,
      Author author,
      String message,
      @Schema(description = "Null: that of the clone.") @Nullable String secret,
      @Nullable PullRequest pullRequest) {
    static Push of(PushSpec push) {
      return new Push(
          push.branch(),
          new Author(push.authorName(), push.authorEmail()),
          push.message(),
          push.secret() == null ? null : push.secret().toString(),
          push.pullRequest() == null ? null : PullRequest.of(push.pullRequest()));
    }
  }

  /** Who the commit would be by. */
  @Schema(name = "ResolvedRunPushAuthor")
  record Author(String name, String email) {}

  /** A pull request that would be opened. */
  @Schema(name = "ResolvedRunPullRequest")
  record PullRequest(
      String forge,
      @Nullable String apiUrl,
      @Nullable String base,
      String title,
      @Nullable String body,
      boolean draft) {
    static PullRequest of(PullRequestSpec request) {
      return new PullRequest(
          request.forge().name().toLowerCase(Locale.ROOT),
          request.apiUrl(),
          request.base(),
          request.title(),
          request.body(),
          request.draft());
    }
  }

  static ResolvedOutput of(OutputSpec output) {
    return new ResolvedOutput(
        output.schemaJson() == null ? null : JSON.readTree(output.schemaJson()),
        output.schemaRepairs(),
        output.artifacts(),
        output.patch(),
        output.push() == null ? null : Push.of(output.push()));
  }
}
