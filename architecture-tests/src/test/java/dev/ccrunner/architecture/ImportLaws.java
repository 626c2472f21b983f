package dev.ccrunner.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.ccrunner.demomodel.PlantedNosyDemoModel;
import dev.ccrunner.embedded.PlantedNosyService;
import dev.ccrunner.gateway.planted.PlantedDatabaseController;
import dev.ccrunner.gateway.planted.PlantedKafkaController;
import dev.ccrunner.gateway.planted.PlantedPublicRepository;
import dev.ccrunner.gateway.planted.PlantedRedisController;
import dev.ccrunner.gateway.planted.PlantedWorkerCaller;
import dev.ccrunner.gateway.plantedcircle.PlantedOtherHalf;
import dev.ccrunner.infra.planted.PlantedGatewayCaller;
import dev.ccrunner.infra.planted.PlantedOpenHeartedStore;
import dev.ccrunner.run.PlantedSpringyRun;
import dev.ccrunner.wire.PlantedMutableMessage;
import dev.ccrunner.worker.planted.PlantedGatewayImporter;
import dev.ccrunner.worker.plantedcircle.PlantedOtherWorkerHalf;
import java.util.List;

/** Who may import whom. */
final class ImportLaws {
  /** Names a worker; stands in the package of the worker as a whole, but is one of the words. */
  private static final String WORKER_ID = "dev.ccrunner.worker.WorkerId";

  /** The words of the service: module common. */
  private static final DescribedPredicate<JavaClass> VOCABULARY =
      describe(
          "are words of the service",
          resideInAnyPackage(
                  "dev.ccrunner.id..",
                  "dev.ccrunner.team..",
                  "dev.ccrunner.key..",
                  "dev.ccrunner.secret..",
                  "dev.ccrunner.file..",
                  "dev.ccrunner.session..",
                  "dev.ccrunner.run..",
                  "dev.ccrunner.event..",
                  "dev.ccrunner.wire..")
              .or(describe("name a worker", type -> type.getFullName().equals(WORKER_ID))));

  private static final DescribedPredicate<JavaClass> WORKER =
      describe(
          "are of the worker",
          type ->
              type.getPackageName().matches("dev\\.ccrunner\\.worker(\\..*)?")
                  && !type.getFullName().equals(WORKER_ID));

  private static final DescribedPredicate<JavaClass> GATEWAY =
      describe("are of the gateway", resideInAnyPackage("dev.ccrunner.gateway.."));
  private static final DescribedPredicate<JavaClass> LOCAL =
      describe("are of local mode", resideInAnyPackage("dev.ccrunner.local.."));
  private static final String INFRA = "dev.ccrunner.infra..";

  private ImportLaws() {}

  static List<Law> all() {
    return List.of(
        vocabularyKnowsNoTechnology(),
        wireRecordsAreRecords(),
        infraServesBoth(),
        gatewayNeverImportsWorker(),
        workerNeverImportsGateway(),
        nobodyImportsLocal(),
        standsAlone(
            "embedded services stand alone", "dev.ccrunner.embedded..", PlantedNosyService.class),
        standsAlone(
            "the demo model stands alone", "dev.ccrunner.demomodel..", PlantedNosyDemoModel.class),
        freeOfCycles("gateway", PlantedOtherHalf.class),
        freeOfCycles("worker", PlantedOtherWorkerHalf.class),
        jooqStaysInRepositories(),
        jooqIsInNoPublicSignature(),
        kafkaStaysBehindItsDoor(),
        redisStaysBehindItsDoor());
  }

  private static Law vocabularyKnowsNoTechnology() {
    return Law.of(
        "the vocabulary knows no technology",
        classes()
            .that(VOCABULARY)
            .should()
            .onlyDependOnClassesThat(
                VOCABULARY
                    .or(resideInAnyPackage("java..", "org.jspecify.annotations"))
                    .or(describe("primitives", JavaClass::isPrimitive)))
            .because(
                "what a run is outlives the frameworks that carry it, and every process of every version shares it"),
        PlantedSpringyRun.class);
  }

  private static Law wireRecordsAreRecords() {
    return Law.of(
        "wire records are records",
        classes()
            .that()
            .resideInAPackage("dev.ccrunner.wire")
            .and()
            .areTopLevelClasses()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .beRecords()
            .because(
                "what crosses Kafka and Redis is a fact, and facts do not change on their way"),
        PlantedMutableMessage.class);
  }

  private static Law infraServesBoth() {
    return Law.of(
        "infra serves gateway and worker and knows neither",
        noClasses()
            .that()
            .resideInAPackage(INFRA)
            .should()
            .dependOnClassesThat(GATEWAY.or(WORKER).or(LOCAL))
            .because(
                "both deployables stand on it; otherwise each would need the other to be built"),
        PlantedGatewayCaller.class);
  }

  private static Law gatewayNeverImportsWorker() {
    return Law.of(
        "the gateway never imports the worker",
        noClasses()
            .that(GATEWAY)
            .should()
            .dependOnClassesThat(WORKER)
            .because("they are deployed apart and talk through PostgreSQL, Kafka and Redis only"),
        PlantedWorkerCaller.class);
  }

  private static Law workerNeverImportsGateway() {
    return Law.of(
        "the worker never imports the gateway",
        noClasses()
            .that(WORKER)
            .should()
            .dependOnClassesThat(GATEWAY)
            .because("they are deployed apart and talk through PostgreSQL, Kafka and Redis only"),
        PlantedGatewayImporter.class);
  }

  private static Law nobodyImportsLocal() {
    return Law.of(
        "nobody imports local mode",
        noClasses()
            .that(DescribedPredicate.not(LOCAL))
            .should()
            .dependOnClassesThat(LOCAL)
            .because(
                "local mode is the same path on embedded servers; code that knows of it would behave differently there"),
        dev.ccrunner.gateway.planted.PlantedLocalImporter.class);
  }

  private static Law standsAlone(String name, String home, Class<?> violator) {
    return Law.of(
        name,
        noClasses()
            .that()
            .resideInAPackage(home)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("dev.ccrunner..")
                    .and(DescribedPredicate.not(resideInAnyPackage(home))))
            .because(
                "it stands in for somebody else's server, which knows nothing of this service"),
        violator);
  }

  private static Law freeOfCycles(String deployable, Class<?> violator) {
    return Law.of(
        "features of the " + deployable + " are free of cycles",
        slices()
            .matching("dev.ccrunner." + deployable + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because("a feature can then be read, tested and taken out by itself"),
        violator);
  }

  private static Law jooqStaysInRepositories() {
    return Law.of(
        "jOOQ stays in repositories",
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.ccrunner.infra.postgres..")
            .and(
                DescribedPredicate.not(
                    describe("are package-private repositories", ImportLaws::isRepository)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jooq..", "dev.ccrunner.infra.postgres.generated..")
            .because(
                "a query is read where it is sent, and a change of the schema ends at the repository's door"),
        PlantedDatabaseController.class,
        PlantedPublicRepository.class);
  }

  private static boolean isRepository(JavaClass type) {
    var outermost = type;
    while (outermost.getEnclosingClass().isPresent()) {
      outermost = outermost.getEnclosingClass().get();
    }
    return outermost.getSimpleName().endsWith("Repository")
        && !outermost.getModifiers().contains(JavaModifier.PUBLIC);
  }

  private static Law jooqIsInNoPublicSignature() {
    return Law.of(
        "jOOQ is in no public signature",
        classes()
            .that()
            .arePublic()
            .should(PublicSignatures.notMention("org.jooq."))
            .because("who calls a store must not need to know what it is made of"),
        PlantedOpenHeartedStore.class);
  }

  private static Law kafkaStaysBehindItsDoor() {
    return new Law(
        "Kafka stays behind its door",
        exceptions ->
            noClasses()
                .that()
                .resideOutsideOfPackage("dev.ccrunner.infra.kafka..")
                .and(exceptions.others())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..")
                .because(
                    "features hear and ring bells; records and consumers are the business of few"),
        Exceptions.of(
                "dev.ccrunner.worker.claim.KafkaBells",
                "hears the bells: a share group needs the raw consumer, polled only while a slot is free")
            .and(
                "dev.ccrunner.embedded.KafkaMain",
                "is Kafka: formats its storage and starts the broker, as a process of its own")
            .and(
                "dev.ccrunner.local.start.Readiness",
                "asks whether the workers' share group hears bells, before it says that all is ready"),
        List.of(PlantedKafkaController.class));
  }

  private static Law redisStaysBehindItsDoor() {
    return Law.of(
        "Redis stays behind its door",
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.ccrunner.infra.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lettuce..", "org.springframework.data.redis..")
            .because(
                "Redis may be away at any time, and only its own package knows how everybody goes on then"),
        PlantedRedisController.class);
  }
}
