package dev.ccrunner.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;

/**
 * A rule about the code with its reason, those who need not keep it, and classes that break it on
 * purpose. The test that runs the rule over the project also sees it fail on the violators, so no
 * rule can quietly hold for nothing; and it sees that each exception is still needed.
 *
 * @param name for the report
 * @param rule for everybody but the given exceptions
 * @param violators classes of this module's tests named {@code Planted…}; each breaks the rule
 */
record Law(
    String name,
    Function<Exceptions, ArchRule> rule,
    Exceptions exceptions,
    List<Class<?>> violators) {

  /** A law without exceptions. */
  static Law of(String name, ArchRule rule, Class<?>... violators) {
    return new Law(name, _ -> rule, Exceptions.none(), List.of(violators));
  }

  Law {
    if (violators.isEmpty()) {
      throw new IllegalArgumentException("Expected a violator that shows the law at work: " + name);
    }
  }

  /** The rule as the project has to keep it. */
  ArchRule inForce() {
    return rule.apply(exceptions).allowEmptyShould(true);
  }

  /** The rule as it would be if nobody were excepted. */
  ArchRule withoutMercy() {
    return rule.apply(Exceptions.none()).allowEmptyShould(true);
  }

  @Override
  public String toString() {
    return name;
  }
}
