package dev.ccrunner.gateway.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ccrunner.gateway.isolation.Makers.Maker;
import dev.ccrunner.gateway.isolation.Operations.Operation;
import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Made from the API's own description: whoever adds an operation adds it here too, or this fails.
 * Another team's object must be as an object that nobody has, in every operation, status and word.
 */
class CrossTeamTest {
  private static final TestGateway GATEWAY = TestGateway.shared();

  /** Needed by operations on what is no team's: the installation. No owner of a team has it. */
  private static final String OPERATE = "operate";

  /** Have a path variable, and yet no team's object in it. */
  private static final Set<String> OF_THE_INSTALLATION = Set.of("drainWorker");

  private static final Tenant OURS = Tenant.on(GATEWAY);
  private static final Tenant THEIRS = Tenant.on(GATEWAY);

  static Stream<Operation> withObjects() {
    return Operations.of(GATEWAY.port()).stream()
        .filter(operation -> !operation.variables().isEmpty())
        .filter(operation -> !OF_THE_INSTALLATION.contains(operation.id()));
  }

  static Stream<Operation> lists() {
    return Operations.of(GATEWAY.port()).stream()
        .filter(Operation::list)
        .filter(operation -> operation.variables().isEmpty());
  }

  static Stream<Operation> ofTheInstallation() {
    return Operations.of(GATEWAY.port()).stream()
        .filter(operation -> operation.scope().equals(OPERATE));
  }

  @ParameterizedTest
  @MethodSource("withObjects")
  void treatsTheirsLikeNobodys(Operation operation) {
    List<Maker> makers = Makers.of(operation);
    assertThat(makers)
        .as("%s %s has no line in Makers", operation.method(), operation.path())
        .hasSameSizeAs(operation.variables());
    if (operation.scope().equals(OPERATE)) {
      return; // For an owner of a team it does not exist at all; see below.
    }
    List<String> foreign = makers.stream().map(maker -> maker.make().apply(THEIRS)).toList();
    String before = look(THEIRS, foreign, operation);

    for (int position = 0; position < makers.size(); position++) {
      // One place at a time is theirs; what comes before it is our own.
      var theirPath = new ArrayList<String>();
      var nobodysPath = new ArrayList<String>();
      for (int i = 0; i < makers.size(); i++) {
        boolean own = i < position;
        String mine = own ? makers.get(i).make().apply(OURS) : "";
        theirPath.add(own ? mine : foreign.get(i));
        nobodysPath.add(own ? mine : makers.get(i).nobodys());
      }
      for (ApiClient client : asking()) {
        ApiResponse toTheirs = send(client, operation, theirPath);
        ApiResponse toNobodys = send(client, operation, nobodysPath);

        assertThat(toTheirs.status()).as(toTheirs.body()).isEqualTo(404);
        assertThat(anonymous(toTheirs, theirPath)).isEqualTo(anonymous(toNobodys, nobodysPath));
        assertThat(names(toTheirs)).isEqualTo(names(toNobodys));
      }
    }
    assertThat(look(THEIRS, foreign, operation)).isEqualTo(before);
  }

  /** By key and by cookie; for a page and for a stream. */
  private static List<ApiClient> asking() {
    return List.of(
        OURS.owner(),
        OURS.browser(),
        OURS.owner().with("Accept", "text/event-stream, application/json;q=0.1"));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void listsNothingOfTheirs(Operation operation) {
    List<String> foreign = Makers.ALL.stream().map(maker -> maker.make().apply(THEIRS)).toList();

    ApiResponse list = OURS.owner().get(operation.path() + "?limit=200").expect(200);

    assertThat(list.body()).doesNotContain(foreign);
    ApiResponse page = THEIRS.owner().get(operation.path() + "?limit=1").expect(200);
    if (!page.json().get("next_cursor").isNull()) {
      // A cursor says where a page ended, and opens no list.
      OURS.owner()
          .get(operation.path() + "?limit=1&cursor=" + page.text("/next_cursor"))
          .expectProblem(400, "bad_cursor");
    }
  }

  @ParameterizedTest
  @MethodSource("ofTheInstallation")
  void keepsOwnersOfTeamsFromTheInstallation(Operation operation) {
    List<String> ids = operation.variables().stream().map(_ -> "usr_0").toList();

    send(OURS.owner(), operation, ids).expectProblem(403, "forbidden").saying("operate");
  }

  /** Whatever a filter is for: with their id in it, it finds what it finds with nobody's. */
  @ParameterizedTest
  @MethodSource("filters")
  void filtersByTheirsAsByNobodys(Operation operation, String filter) {
    for (Maker maker : Makers.ALL) {
      String path = operation.path() + "?" + filter + "=";
      String theirs = maker.make().apply(THEIRS);
      String nobodys = maker.nobodys();

      ApiResponse toTheirs = OURS.owner().get(path + theirs);
      ApiResponse toNobodys = OURS.owner().get(path + nobodys);

      assertThat(toTheirs.status()).isEqualTo(toNobodys.status());
      assertThat(withoutIds(toTheirs, theirs)).isEqualTo(withoutIds(toNobodys, nobodys));
    }
  }

  static Stream<Arguments> filters() {
    return Operations.of(GATEWAY.port()).stream()
        .filter(operation -> operation.method().equals("GET") && operation.variables().isEmpty())
        .filter(operation -> !operation.open())
        .flatMap(operation -> operation.filters().stream().map(name -> arguments(operation, name)));
  }

  private static String withoutIds(ApiResponse answer, String id) {
    var body = (ObjectNode) answer.json();
    body.remove("request_id");
    return body.toString().replace(id, "ID");
  }

  @Test
  void coversEveryOperationWithAScope() {
    assertThat(withObjects()).hasSizeGreaterThan(15);
    assertThat(lists()).hasSizeGreaterThan(3);
    assertThat(
            Operations.of(GATEWAY.port()).stream()
                .filter(operation -> !operation.open())
                .filter(operation -> operation.scope().isEmpty())
                .map(Operation::id))
        .containsExactlyInAnyOrder(
            "getMe", "getLimits", "listTeams", "getTeam", "signOutEverywhere", "changePassword");
  }

  private static ApiResponse send(ApiClient client, Operation operation, List<String> ids) {
    String path = operation.path(ids);
    boolean read = operation.method().equals("GET") || operation.method().equals("DELETE");
    return read
        ? client.send(operation.method(), path, null, null)
        : client.send(operation.method(), path, "application/json", Makers.body(operation));
  }

  /** Their own look at the object, where there is one. */
  private static String look(Tenant tenant, List<String> ids, Operation operation) {
    boolean readable =
        Operations.of(GATEWAY.port()).stream()
            .anyMatch(
                other -> other.id().startsWith("get") && other.path().equals(operation.path()));
    String object =
        readable
            ? operation.path(ids)
            : operation.path().replaceFirst("^(/v1/[a-z_/]+/)\\{[a-z_]+}.*", "$1" + ids.getFirst());
    return tenant.owner().get(object).expect(200).body();
  }

  private static ObjectNode anonymous(ApiResponse answer, List<String> ids) {
    var body = (ObjectNode) answer.json();
    body.remove("request_id");
    body.remove("instance");
    String detail = body.get("detail").asString();
    for (String id : ids) {
      detail = detail.replace(id, "ID");
    }
    return body.put("detail", detail);
  }

  private static Set<String> names(ApiResponse answer) {
    return answer.headers().map().keySet();
  }
}
