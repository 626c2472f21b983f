package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.identity.Scope;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The scopes that a key was given.
 *
 * @param all whether it may whatever its owner may, also what is added later
 * @param named else what it may
 */
record GivenScopes(boolean all, Set<Scope> named) {
  /** How the API writes all. */
  static final String STAR = "*";

  static final GivenScopes ALL = new GivenScopes(true, Set.of());

  GivenScopes {
    named = Set.copyOf(named);
  }

  static GivenScopes of(Set<Scope> named) {
    return new GivenScopes(false, named);
  }

  /** As it is stored. What a later version has given, and this one does not know, gives nothing. */
  static GivenScopes ofText(String text) {
    return text.equals(STAR)
        ? ALL
        : of(
            Arrays.stream(text.split(" "))
                .map(Scope::ofWireName)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class))));
  }

  String text() {
    return String.join(" ", wireNames());
  }

  List<String> wireNames() {
    return all ? List.of(STAR) : Scope.wireNames(named);
  }

  /** What it comes to for an owner who may this. */
  Set<Scope> within(Set<Scope> owners) {
    if (all) {
      return owners;
    }
    var both = EnumSet.noneOf(Scope.class);
    both.addAll(named);
    both.retainAll(owners);
    return both;
  }
}
