package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private final ApiClient api = GATEWAY.client();
  private final String label = "t" + TimeOrderedIds.next();

  private String submit(String prompt) {
    return api.post(
            "/v1/runs", "{\"prompt\":\"" + prompt + "\",\"labels\":{\"test\":\"" + label + "\"}}")
        .expect(202)
        .text("/id");
  }

  private List<String> submit(int count) {
    var ids = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      ids.add(submit("p"));
    }
    Collections.reverse(ids);
    return ids;
  }

  private ApiResponse list(String rest) {
    return api.get("/v1/runs?label.test=" + label + rest);
  }

  private static List<String> ids(ApiResponse page) {
    return page.expect(200).json().get("data").findValuesAsString("id");
  }

  @Test
  void walksThroughAllPagesNewestFirst() {
    List<String> runs = submit(45);

    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      ApiResponse page = list("&limit=22" + cursor).expect(200);
      seen.addAll(ids(page));
      var next = page.json().get("next_cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asString();
    } while (!cursor.isEmpty());

    assertThat(seen).isEqualTo(runs);
  }

  @Test
  void isNotConfusedByRunsThatComeMeanwhile() {
    List<String> runs = submit(3);
    ApiResponse first = list("&limit=2").expect(200);
    submit("later");

    ApiResponse second = list("&limit=2&cursor=" + first.text("/next_cursor"));

    assertThat(ids(second)).containsExactly(runs.getLast());
  }

  @Test
  void hasNoNextCursorWhenThePageIsExactlyTheRest() {
    submit(2);

    assertThat(list("&limit=2").expect(200).json().get("next_cursor").isNull()).isTrue();
  }

  @Test
  void filtersByStatusLabelAndTime() {
    List<String> runs = submit(2);
    RunRows.succeed(GATEWAY, runs.getLast());
    String createdAt = api.get("/v1/runs/" + runs.getLast()).text("/created_at");

    assertThat(ids(list("&status=succeeded"))).containsExactly(runs.getLast());
    assertThat(ids(list("&status=queued"))).containsExactly(runs.getFirst());
    assertThat(ids(list("&label.other=x"))).isEmpty();
    assertThat(ids(list("&created_after=" + createdAt))).containsExactly(runs.getFirst());
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, invalid_parameter",
    "limit=201, invalid_parameter",
    "limit=x, invalid_parameter",
    "limit=1&limit=2, invalid_parameter",
    "status=done, invalid_parameter",
    "created_after=yesterday, invalid_parameter",
    "offset=5, unknown_parameter",
    "labels.k=v, unknown_parameter",
    "session_id=ses_1, invalid_parameter",
    "batch_id=bat_1, unsupported_parameter",
    "cursor=x, bad_cursor",
    "cursor=, bad_cursor",
    "cursor=%25%25, bad_cursor",
    "cursor=AQGbW3iIx3AAgICAgICAgICAgICAgICAgA, bad_cursor",
    "label.k=%00, invalid_parameter"
  })
  void refusesAParameterAndNamesIt(String query, String code) {
    ApiResponse refused = api.get("/v1/runs?" + query).expectProblem(400, code);

    assertThat(refused.text("/detail")).containsAnyOf(query.split("=")[0], "percent-encoded");
  }

  @Test
  void refusesACursorThatWasChangedOrMovedToAnotherList() {
    submit(2);
    String cursor = list("&limit=1").expect(200).text("/next_cursor");

    for (int i = 0; i < cursor.length(); i++) {
      char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
      String changed = cursor.substring(0, i) + other + cursor.substring(i + 1);
      list("&limit=1&cursor=" + changed).expectProblem(400, "bad_cursor");
    }
    list("&status=queued&cursor=" + cursor).expectProblem(400, "bad_cursor");
    api.get("/v1/runs?cursor=" + cursor).expectProblem(400, "bad_cursor");
  }

  @Test
  void endsAPageEarlyThatWouldBeTooLarge() {
    try (var small = TestGateway.start(Map.of("ccr.runs.max-page-size", "1KB"))) {
      var client = small.client();
      for (int i = 0; i < 3; i++) {
        client.post("/v1/runs", "{\"prompt\":\"" + "x".repeat(600) + "\"}").expect(202);
      }

      ApiResponse first = client.get("/v1/runs").expect(200);
      ApiResponse second = client.get("/v1/runs?cursor=" + first.text("/next_cursor")).expect(200);

      assertThat(ids(first)).hasSize(2);
      assertThat(ids(second)).hasSize(1);
      assertThat(second.json().get("next_cursor").isNull()).isTrue();
    }
  }
}
