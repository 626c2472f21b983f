package dev.ccrunner.local.start;

import dev.ccrunner.local.settings.Settings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What answers the runs' model calls: the provider when there is a key or an address for it, else
 * the demo model, which costs nothing and says that it is one.
 *
 * @param address where; empty is the worker's default, the official API
 * @param key empty: none is sent
 */
public record ModelChoice(boolean demo, Optional<URI> address, String key) {

  /** The demo model wants a key, as the real one does, but takes any. */
  private static final String DEMO_KEY = "key-of-the-demo-model";

  /** What goes to the provider is only ever what our own settings name. */
  public static ModelChoice of(Settings settings) {
    var key = settings.get("CCR_ANTHROPIC_API_KEY");
    var address = settings.uri("CCR_MODEL_BASE_URL");
    return new ModelChoice(key.isEmpty() && address.isEmpty(), address, key.orElse(""));
  }

  public ModelChoice answeredBy(URI demoModel) {
    return new ModelChoice(true, Optional.of(demoModel), DEMO_KEY);
  }

  Map<String, String> settings() {
    var settings = new HashMap<String, String>();
    settings.put("ccr.worker.model", demo ? "demo" : "provider");
    address.ifPresent(uri -> settings.put("ccr.worker.broker.model-base-url", uri.toString()));
    settings.put("ccr.worker.broker.api-key", key);
    return settings;
  }

  /** For a person. */
  public String words() {
    if (demo) {
      return "DEMO MODEL: scripted answers, no AI, no cost. Set CCR_ANTHROPIC_API_KEY for the real one";
    }
    return address.map(URI::toString).orElse("the official Anthropic API")
        + (key.isEmpty() ? ", without a key" : ", with your key");
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ModelChoice[" + words() + "]";
  }
}
