package dev.ccrunner.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Open;
import dev.ccrunner.gateway.identity.SignedIn;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.identity.trail.NotAudited;
import dev.ccrunner.gateway.planted.PlantedForgetfulRepository;
import dev.ccrunner.gateway.planted.PlantedSilentController;
import dev.ccrunner.gateway.planted.PlantedTracelessController;
import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.team.TeamId;
import java.lang.annotation.Annotation;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Who may reach what. */
final class AccessLaws {
  private static final List<Class<? extends Annotation>> ANSWERS =
      List.of(Needs.class, SignedIn.class, Open.class);

  private static final List<Class<? extends Annotation>> CHANGES =
      List.of(PostMapping.class, PutMapping.class, PatchMapping.class, DeleteMapping.class);

  private AccessLaws() {}

  static List<Law> all() {
    return List.of(handlersSayForWhomTheyAre(), changesAreWrittenDown(), queriesNameTheTeamFirst());
  }

  private static Law handlersSayForWhomTheyAre() {
    return new Law(
        "handlers say for whom they are",
        exceptions ->
            classes()
                .that(exceptions.others())
                .should(
                    new ArchCondition<JavaClass>("annotate each handler with one of the three") {
                      @Override
                      public void check(JavaClass type, ConditionEvents events) {
                        type.getMethods().stream()
                            .filter(AccessLaws::handlesRequests)
                            .filter(method -> answers(method) != 1)
                            .forEach(method ->
                                events.add(
                                    SimpleConditionEvent.violated(
                                        type,
                                        "%s needs exactly one of @Needs, @SignedIn and @Open"
                                            .formatted(method.getFullName()))));
                      }
                    })
                .because(
                    "a handler that is forgotten would be open to whoever finds it, or to nobody"),
        Exceptions.of(
            "dev.ccrunner.gateway.problem.ContainerErrors",
            "is only reached from within, by the container's own dispatch of an error"),
        List.of(PlantedSilentController.class));
  }

  private static Law changesAreWrittenDown() {
    return Law.of(
        "changes are written down",
        classes()
            .should(
                new ArchCondition<JavaClass>("say of each change whether it is in the audit log") {
                  @Override
                  public void check(JavaClass type, ConditionEvents events) {
                    type.getMethods().stream()
                        .filter(AccessLaws::handlesChanges)
                        .filter(method ->
                            method.isAnnotatedWith(Audited.class)
                                == method.isAnnotatedWith(NotAudited.class))
                        .forEach(method ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    type,
                                    "%s needs either @Audited or @NotAudited"
                                        .formatted(method.getFullName()))));
                  }
                })
            .because("whoever asks later who did it must find an answer, or the reason for none"),
        PlantedTracelessController.class);
  }

  private static boolean handlesChanges(JavaMethod method) {
    return CHANGES.stream().anyMatch(method::isAnnotatedWith);
  }

  private static Law queriesNameTheTeamFirst() {
    return Law.of(
        "queries name the team first",
        classes()
            .that(describe("ask for teams' rows", AccessLaws::asksForTeamsRows))
            .should(
                new ArchCondition<JavaClass>("take the team first, or say @AcrossTeams") {
                  @Override
                  public void check(JavaClass type, ConditionEvents events) {
                    type.getMethods().stream()
                        .filter(AccessLaws::isAskedByOthers)
                        .filter(method -> !method.isAnnotatedWith(AcrossTeams.class))
                        .filter(method -> !namesTheTeamFirst(method))
                        .forEach(method ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    type,
                                    "%s needs a team as its first parameter, or @AcrossTeams"
                                        .formatted(method.getFullName()))));
                  }
                })
            .because("an id alone must never be enough to see a row"),
        PlantedForgetfulRepository.class);
  }

  private static boolean asksForTeamsRows(JavaClass type) {
    return type.getEnclosingClass().isEmpty()
        && (type.getSimpleName().endsWith("Repository")
            || type.getSimpleName().equals("RunLedger"));
  }

  private static boolean isAskedByOthers(JavaMethod method) {
    return !method.getModifiers().contains(JavaModifier.PRIVATE)
        && !method.getModifiers().contains(JavaModifier.STATIC)
        && !method.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  /** By itself, or as a part of what it is about. */
  private static boolean namesTheTeamFirst(JavaMethod method) {
    if (method.getRawParameterTypes().isEmpty()) {
      return false;
    }
    JavaClass first = method.getRawParameterTypes().getFirst();
    return first.isEquivalentTo(TeamId.class)
        || first.getMethods().stream()
            .anyMatch(part ->
                part.getRawParameterTypes().isEmpty()
                    && part.getRawReturnType().isEquivalentTo(TeamId.class));
  }

  private static boolean handlesRequests(JavaMethod method) {
    return method.isAnnotatedWith(RequestMapping.class)
        || method.isMetaAnnotatedWith(RequestMapping.class);
  }

  private static long answers(JavaMethod method) {
    return ANSWERS.stream().filter(method::isAnnotatedWith).count();
  }
}
