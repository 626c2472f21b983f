package dev.ccrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LawsTest {
  @ParameterizedTest
  @MethodSource("laws")
  void isKeptByEverythingThatIsShipped(Law law) {
    law.inForce().check(Code.SHIPPED);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void isSeenToFailOnItsViolators(Law law) {
    var report =
        String.join("\n", law.inForce().evaluate(Code.PLANTED).getFailureReport().getDetails());

    assertThat(law.violators())
        .allSatisfy(violator -> assertThat(report).contains(violator.getName()));
  }

  /** An exception outlives its cause unless somebody looks. */
  @ParameterizedTest
  @MethodSource("laws")
  void exceptsNobodyWithoutNeed(Law law) {
    var withoutMercy = law.withoutMercy();

    assertThat(law.exceptions().reasons().keySet())
        .allSatisfy(who -> {
          var excepted = Code.SHIPPED.that(Exceptions.covered(who));
          assertThat(withoutMercy.evaluate(excepted).hasViolation())
              .as("%s still breaks the law", who)
              .isTrue();
        });
  }

  static Stream<Law> laws() {
    return Stream.of(ImportLaws.all(), StyleLaws.all(), AccessLaws.all()).flatMap(List::stream);
  }
}
