package dev.ccrunner.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who need not keep a law, each with the reason: a top-level class, or a package with everything
 * below it when the entry ends with two dots.
 */
record Exceptions(Map<String, String> reasons) {

  static Exceptions none() {
    return new Exceptions(Map.of());
  }

  static Exceptions of(String who, String reason) {
    return none().and(who, reason);
  }

  Exceptions and(String who, String reason) {
    var more = new LinkedHashMap<>(reasons);
    if (reason.isBlank() || more.put(who, reason) != null) {
      throw new IllegalArgumentException("Expected exactly one reason for " + who);
    }
    return new Exceptions(more);
  }

  /** Everybody else. */
  DescribedPredicate<JavaClass> others() {
    return DescribedPredicate.describe(
        reasons.isEmpty() ? "are anywhere" : "are not " + String.join(" or ", reasons.keySet()),
        type -> reasons.keySet().stream().noneMatch(who -> covers(who, type)));
  }

  /** Those whom the entry names. */
  static DescribedPredicate<JavaClass> covered(String who) {
    return DescribedPredicate.describe(who, type -> covers(who, type));
  }

  private static boolean covers(String who, JavaClass type) {
    var name = outermost(type).getFullName();
    return who.endsWith("..")
        ? name.startsWith(who.substring(0, who.length() - 1))
        : name.equals(who);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(Exceptions::outermost).orElse(type);
  }
}
