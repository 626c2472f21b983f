package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.run.PushSpec.Forge;
import dev.ccrunner.run.PushSpec.PullRequestSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The field {@code output.push.pull_request}, as it came. */
@Schema(
    name = "RunPullRequest",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description = "A pull request (GitLab: a merge request) to open for the branch.")
record PullRequestRequest(
    @Schema(
            allowableValues = {"github", "gitlab", "gitea"},
            description = "Whose API it is asked by; gitea is Forgejo too.")
        @Nullable String forge,
    @Schema(
            description = "Of the forge; made from the repository's address when absent.",
            example = "https://git.example.org/api/v1")
        @Nullable String apiUrl,
    @Schema(description = "The branch to merge into; that of the clone when absent.")
        @Nullable String base,
    @Schema(description = "The first line of the commit's message when absent.")
        @Nullable String title,
    @Nullable String body,
    @Schema(defaultValue = "false") @Nullable Boolean draft) {

  private static final int LONGEST_TITLE = 255;
  private static final int LONGEST_URL = 2048;

  static @Nullable PullRequestRequest read(Fields push) {
    boolean asked = push.hasValue("pull_request");
    Fields request = push.object("pull_request");
    var form =
        new PullRequestRequest(
            request.text("forge"),
            request.text("api_url"),
            request.text("base"),
            request.text("title"),
            request.text("body"),
            request.flag("draft"));
    return asked ? form : null;
  }

  static @Nullable PullRequestSpec decide(
      @Nullable PullRequestRequest asked,
      String defaultTitle,
      String pointer,
      OutputSettings settings,
      Objections objections) {
    if (asked == null) {
      return null;
    }
    Forge forge = forge(pointer + "/forge", asked.forge, objections);
    if (asked.apiUrl != null) {
      apiUrl(pointer + "/api_url", asked.apiUrl, objections);
    }
    String base = PushRequest.branch(pointer + "/base", asked.base, objections).orElse(null);
    String title = Objects.requireNonNullElse(asked.title, defaultTitle);
    PushRequest.text(pointer + "/title", title, LONGEST_TITLE, objections);
    if (title.lines().count() > 1) {
      objections.refuse(pointer + "/title", "Expected one line, found more.");
    }
    if (asked.body != null && asked.body.length() > settings.maxMessage()) {
      objections.refuse(
          pointer + "/body",
          "Expected at most %d characters, found %d."
              .formatted(settings.maxMessage(), asked.body.length()));
    }
    return new PullRequestSpec(
        forge, asked.apiUrl, base, title, asked.body, Boolean.TRUE.equals(asked.draft));
  }

  private static Forge forge(String pointer, @Nullable String asked, Objections objections) {
    if (asked == null) {
      objections.missing(pointer, "one of github, gitlab, gitea");
      return Forge.GITHUB;
    }
    return Arrays.stream(Forge.values())
        .filter(forge -> forge.name().toLowerCase(Locale.ROOT).equals(asked))
        .findFirst()
        .orElseGet(() -> {
          objections.refuse(
              pointer,
              "Expected one of github, gitlab, gitea, found '%s'.".formatted(Shown.shortly(asked)));
          return Forge.GITHUB;
        });
  }

  /** Form only: whom a worker may ask, and with which secret, is decided there. */
  private static void apiUrl(String pointer, String asked, Objections objections) {
    if (asked.length() > LONGEST_URL || !isPlainUrl(asked)) {
      objections.refuse(
          pointer,
          "Expected an address such as https://host/api/v1 without user, query and fragment, found"
              + " '%s'.".formatted(Shown.shortly(asked)));
    }
  }

  private static boolean isPlainUrl(String text) {
    try {
      var uri = new URI(text);
      return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
