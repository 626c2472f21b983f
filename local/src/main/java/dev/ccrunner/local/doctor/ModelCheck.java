package dev.ccrunner.local.doctor;

import dev.ccrunner.local.outside.Network;
import dev.ccrunner.local.settings.Context;
import dev.ccrunner.local.start.ModelChoice;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;

/** Whether model calls would be answered; a question that costs nothing. */
record ModelCheck(Context context) {

  private static final URI OFFICIAL = URI.create("https://api.anthropic.com");

  Finding look() {
    var choice = ModelChoice.of(context.settings());
    if (choice.demo()) {
      return Finding.fine(
          "Model", "the demo model, built in. Set CCR_ANTHROPIC_API_KEY for the real one");
    }
    var base = choice.address().orElse(OFFICIAL);
    try {
      return judge(base, choice.key(), ask(base, choice.key()));
    } catch (IOException e) {
      return Finding.broken("Model", "%s cannot be reached: %s".formatted(base, Network.reason(e)));
    } catch (IllegalArgumentException _) {
      return Finding.broken(
          "Model", "CCR_ANTHROPIC_API_KEY: expected printable characters only, found others");
    }
  }

  private int ask(URI base, String key) throws IOException {
    var headers = new HashMap<String, String>();
    headers.put("anthropic-version", "2023-06-01");
    if (!key.isEmpty()) {
      headers.put("x-api-key", key);
    }
    var address = base.toString().replaceAll("/+$", "") + "/v1/models?limit=1";
    return new Network(context.environment()).status(URI.create(address), headers);
  }

  static Finding judge(URI base, String key, int status) {
    return switch (status) {
      case 401, 403 ->
          Finding.broken(
              "Model",
              "%s answers %d: it does not accept %s. Set a valid CCR_ANTHROPIC_API_KEY"
                  .formatted(base, status, key.isEmpty() ? "calls without a key" : "the key"));
      case 429 ->
          Finding.note("Model", base + " answers 429: the key has used up its rate for now");
      default ->
          status >= 500
              ? Finding.note(
                  "Model", "%s answers %d: it has trouble of its own".formatted(base, status))
              // Gateways need not have a list of models; that they answer is enough.
              : Finding.fine("Model", "%s answers".formatted(base));
    };
  }
}
