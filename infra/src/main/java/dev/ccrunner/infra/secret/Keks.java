package dev.ccrunner.infra.secret;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All keys at one moment.
 *
 * @param sealing the version that seals; null only if there are none
 */
record Keks(Map<Integer, Kek> byVersion, @Nullable Integer sealing) {
  static final Keks NONE = new Keks(Map.of(), null);

  Keks {
    byVersion = Map.copyOf(byVersion);
  }

  /**
   * Reads entries {@code version:key}.
   *
   * @param wanted the version to seal with; null: the highest
   */
  static Keks of(List<String> entries, @Nullable Integer wanted) {
    var keys = new TreeMap<Integer, Kek>();
    int number = 0;
    for (String entry : entries) {
      number++;
      Kek key = parse(entry, number);
      if (keys.put(key.version(), key) != null) {
        throw new KeysInvalid(
            "expected each version once, found %d twice".formatted(key.version()));
      }
    }
    if (keys.isEmpty()) {
      return NONE;
    }
    if (wanted != null && !keys.containsKey(wanted)) {
      throw new KeysInvalid(
          "ccr.secrets.seal-with: expected one of the versions %s, found %d"
              .formatted(keys.keySet(), wanted));
    }
    return new Keks(keys, wanted == null ? keys.lastKey() : wanted);
  }

  /** The lines of a key file that are not empty and not comments. */
  static List<String> entriesOfFile(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  /** The entries of the setting. */
  static List<String> entriesOfSetting(String text) {
    return Arrays.stream(text.split("[,\\s]+")).filter(entry -> !entry.isEmpty()).toList();
  }

  private static Kek parse(String entry, int number) {
    int colon = entry.indexOf(':');
    if (colon < 1 || !entry.substring(0, colon).matches("[1-9][0-9]{0,8}")) {
      // Not the entry itself: it may be a key.
      throw new KeysInvalid(
          "entry %d: expected version:key with a version from 1 on, found something else"
              .formatted(number));
    }
    return Kek.parse(
        Integer.parseInt(entry.substring(0, colon)), entry.substring(colon + 1).strip());
  }

  Optional<Kek> sealingKey() {
    return Optional.ofNullable(sealing).map(byVersion::get);
  }

  Optional<Kek> find(int version) {
    return Optional.ofNullable(byVersion.get(version));
  }
}
