package dev.ccrunner.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.ccrunner.gateway.planted.PlantedClockReader;
import dev.ccrunner.gateway.planted.PlantedEnvironmentReader;
import dev.ccrunner.gateway.planted.PlantedLauncher;
import dev.ccrunner.gateway.planted.PlantedRunManager;
import dev.ccrunner.gateway.planted.PlantedRuntimeLauncher;
import dev.ccrunner.gateway.planted.PlantedSleeper;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** How code is written, as far as byte code shows it. */
final class StyleLaws {
  private static final Set<String> MOMENTS =
      Set.of(
          Instant.class.getName(),
          LocalDate.class.getName(),
          LocalDateTime.class.getName(),
          OffsetDateTime.class.getName(),
          ZonedDateTime.class.getName());

  private StyleLaws() {}

  static List<Law> all() {
    return List.of(
        timeIsGiven(),
        nobodySleeps(),
        childrenAreStartedInOnePlace(),
        theEnvironmentIsNotRead(),
        namesSayWhatAClassIsFor(),
        packagesAreNullMarked());
  }

  private static Law timeIsGiven() {
    return new Law(
        "time is given, not taken",
        exceptions ->
            classes()
                .that(exceptions.others())
                .should(
                    notTouch(
                        "the system's clock",
                        (owner, name) ->
                            (MOMENTS.contains(owner) && name.equals("now"))
                                || (owner.equals("java.lang.System")
                                    && name.equals("currentTimeMillis"))))
                .because("a test must be able to say what time it is: inject java.time.Clock"),
        Exceptions.none(),
        List.of(PlantedClockReader.class));
  }

  private static Law nobodySleeps() {
    return new Law(
        "nobody sleeps",
        exceptions ->
            classes()
                .that(exceptions.others())
                .should(
                    notTouch(
                        "Thread.sleep",
                        (owner, name) -> owner.equals("java.lang.Thread") && name.equals("sleep")))
                .because(
                    "a sleeping thread can neither be told to stop nor tested: wait for what you wait for, with a bound"),
        Exceptions.none(),
        List.of(PlantedSleeper.class));
  }

  private static Law childrenAreStartedInOnePlace() {
    return new Law(
        "children are started in one place",
        exceptions ->
            classes()
                .that(exceptions.others())
                .should(
                    notTouch(
                        "ProcessBuilder or Runtime.exec",
                        (owner, name) ->
                            owner.equals("java.lang.ProcessBuilder")
                                || (owner.equals("java.lang.Runtime") && name.equals("exec"))))
                .because(
                    "whoever starts a process must end its whole tree, and must not hand it our environment"),
        Exceptions.of(
                "dev.ccrunner.worker.process..",
                "the one door through which runs start their processes")
            .and(
                "dev.ccrunner.embedded..",
                "watches PostgreSQL, Kafka and Redis, and ends what outlives its parent")
            .and(
                "dev.ccrunner.local..",
                "starts and ends whole gateways and workers, and asks npm for an address; no run is near it"),
        List.of(PlantedLauncher.class, PlantedRuntimeLauncher.class));
  }

  private static Law theEnvironmentIsNotRead() {
    return new Law(
        "the environment is not read",
        exceptions ->
            classes()
                .that(exceptions.others())
                .should(
                    notTouch(
                        "System.getenv",
                        (owner, name) -> owner.equals("java.lang.System") && name.equals("getenv")))
                .because(
                    "every setting is a key under ccr. with a default; nothing may pick up a credential that happens to lie in the environment"),
        Exceptions.of(
                "dev.ccrunner.embedded.ChildProcess",
                "looks up the PATH, and nothing else, to find the system's own programs")
            .and(
                "dev.ccrunner.local.settings.Context",
                "is where the launcher's documented CCR_ variables come in, and foreign ones are left out"),
        List.of(PlantedEnvironmentReader.class));
  }

  private static Law namesSayWhatAClassIsFor() {
    return Law.of(
        "names say what a class is for",
        noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)")
            .because("such a name is a drawer, and drawers fill"),
        PlantedRunManager.class);
  }

  private static Law packagesAreNullMarked() {
    return Law.of(
        "packages are null-marked and say what they answer for",
        classes()
            .should(
                new ArchCondition<JavaClass>("be in a package with @NullMarked in package-info") {
                  @Override
                  public void check(JavaClass type, ConditionEvents events) {
                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                      events.add(
                          SimpleConditionEvent.violated(
                              type,
                              "%s is in a package without @NullMarked: %s needs a package-info.java"
                                  .formatted(type.getName(), type.getPackageName())));
                    }
                  }
                })
            .because("NullAway only guards what is marked"),
        dev.ccrunner.gateway.unmarked.PlantedNullable.class);
  }

  /** Calls and method references alike. */
  private static ArchCondition<JavaClass> notTouch(String what, Target forbidden) {
    return new ArchCondition<>("not touch " + what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getAccessesFromSelf().stream()
            .filter(access ->
                forbidden.is(access.getTargetOwner().getFullName(), access.getTarget().getName()))
            .forEach(
                access -> events.add(SimpleConditionEvent.violated(type, access.getDescription())));
      }
    };
  }

  private interface Target {
    boolean is(String owner, String name);
  }
}
