package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.run.PushSpec;
import dev.ccrunner.run.source.RefName;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The field {@code output.push}, as it came. */
@Schema(
    name = "RunPush",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description =
        "A branch that the change is pushed to when the run has succeeded, by the service itself:"
            + " Claude Code never has the credential.")
record PushRequest(
    @Schema(example = "ccr/fix-tests") @Nullable String branch,
    @Nullable Author author,
    @Schema(
            description =
                "Of the commit; the first line of the prompt when absent. A trailer that names the"
                    + " run is added.")
        @Nullable String message,
    @Schema(description = "Of the kind git; that of the clone when absent.")
        @Nullable String secret,
    @Nullable PullRequestRequest pullRequest) {

  private static final String AT = "/output/push";
  private static final String HEADS = "refs/heads/";
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_LINE = 72;

  /** Who the commit is by. */
  @Schema(name = "RunPushAuthor", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record Author(
      @Schema(example = "Build Bot") @Nullable String name,
      @Schema(example = "bot@example.org") @Nullable String email) {}

  static @Nullable PushRequest read(Fields output) {
    boolean asked = output.hasValue("push");
    Fields push = output.object("push");
    Fields author = push.object("author");
    var form =
        new PushRequest(
            push.text("branch"),
            new Author(author.text("name"), author.text("email")),
            push.text("message"),
            push.text("secret"),
            PullRequestRequest.read(push));
    return asked ? form : null;
  }

  static @Nullable PushSpec decide(
      @Nullable PushRequest asked,
      String prompt,
      boolean hasRepository,
      OutputSettings settings,
      Objections objections) {
    if (asked == null) {
      return null;
    }
    if (!hasRepository) {
      objections.refuse(AT, "Expected workspace.git beside it, found no repository to push to.");
    }
    String branch = branch(AT + "/branch", asked.branch, objections).orElse("");
    if (asked.branch == null) {
      objections.missing(AT + "/branch", "the name of a branch");
    }
    var author = Objects.requireNonNullElse(asked.author, new Author(null, null));
    String name = Objects.requireNonNullElse(author.name, settings.authorName());
    String email = Objects.requireNonNullElse(author.email, settings.authorEmail());
    who(AT + "/author/name", name, objections);
    who(AT + "/author/email", email, objections);
    String firstLine = firstLine(prompt);
    String message = Objects.requireNonNullElse(asked.message, firstLine);
    text(AT + "/message", message, settings.maxMessage(), objections);
    var secret =
        asked.secret == null
            ? null
            : SecretsRequest.id(AT + "/secret", asked.secret, objections).orElse(null);
    return new PushSpec(
        branch,
        name,
        email,
        message,
        secret,
        PullRequestRequest.decide(
            asked.pullRequest, firstLine(message), AT + "/pull_request", settings, objections));
  }

  /** The short name of a branch: whatever a ref may be beside that, a push is to none of it. */
  static Optional<String> branch(String pointer, @Nullable String asked, Objections objections) {
    if (asked == null) {
      return Optional.empty();
    }
    var ref =
        objections.read(
            pointer,
            RefName.parse(asked.startsWith(HEADS) ? asked.substring(HEADS.length()) : asked));
    if (ref.filter(found -> found.isFull() || found.isCommit() || found.value().equals("HEAD"))
        .isPresent()) {
      objections.refuse(
          pointer, "Expected the name of a branch, found '%s'.".formatted(Shown.shortly(asked)));
    }
    return ref.map(RefName::value);
  }

  private static void who(String pointer, String text, Objections objections) {
    if (text.isBlank()
        || text.length() > LONGEST_NAME
        || text.chars().anyMatch(c -> c < ' ' || c == 127 || c == '<' || c == '>')) {
      objections.refuse(
          pointer,
          "Expected 1 to %d characters in one line, without '<' and '>', found '%s'."
              .formatted(LONGEST_NAME, Shown.shortly(text)));
    }
  }

  static void text(String pointer, String text, int most, Objections objections) {
    if (text.isBlank() || text.length() > most) {
      objections.refuse(
          pointer,
          "Expected 1 to %d characters, not only spaces, found %d.".formatted(most, text.length()));
    }
  }

  /** What a log of commits shows of it. */
  private static String firstLine(String text) {
    String line = text.strip().lines().findFirst().orElse("").strip();
    if (line.codePointCount(0, line.length()) <= LONGEST_LINE) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, LONGEST_LINE - 1)) + "…";
  }
}
