package dev.ccrunner.worker.masking;

/**
 * Masks a text that comes in pieces, where a value may begin in one and end in another. What may be
 * the beginning of a value is held back until it is known, and nothing else is. Not thread safe.
 */
public final class MaskedStream {
  private final SecretMask mask;
  private final Finds finds;
  private final StringBuilder held = new StringBuilder();

  /** The place of the first character in {@code held}. */
  private long heldFrom;

  /** The place after the last character that stands masked in what was let go. */
  private long maskedTo;

  MaskedStream(SecretMask mask, Finds finds) {
    this.mask = mask;
    this.finds = finds;
  }

  /** Goes on with {@code piece}; answers what can be let go, masked. */
  public String next(String piece) {
    int from = held.length();
    held.append(piece);
    finds.look(held, from);
    return letGo(finds.settled());
  }

  /** The text has ended: answers the rest. What only began like a value is none. */
  public String end() {
    return letGo(finds.position());
  }

  private String letGo(long settled) {
    var out = new StringBuilder();
    while (!finds.finds().isEmpty() && finds.finds().getFirst().first() <= settled) {
      var find = finds.finds().removeFirst();
      if (find.first() >= maskedTo) {
        copy(find.first(), out);
        out.append(mask.label(find.pattern()));
      }
      maskedTo = find.last() + 1;
      drop(maskedTo);
    }
    if (settled > heldFrom) {
      copy(settled, out);
    }
    return out.toString();
  }

  private void copy(long to, StringBuilder out) {
    int count = (int) (to - heldFrom);
    out.append(held, 0, count);
    drop(to);
  }

  private void drop(long to) {
    held.delete(0, (int) Math.max(0, to - heldFrom));
    heldFrom = Math.max(heldFrom, to);
  }
}
