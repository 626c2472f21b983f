package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.web.AddressRange;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Ranges of addresses as one column: with spaces between them. */
final class StoredRanges {
  private StoredRanges() {}

  static List<AddressRange> read(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ")).map(AddressRange::valueOf).toList();
  }

  static String write(List<AddressRange> ranges) {
    return ranges.stream().map(AddressRange::toString).collect(Collectors.joining(" "));
  }
}
