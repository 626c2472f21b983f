package dev.ccrunner.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Streams that are open when their caller stops being one. */
class StreamAdmissionTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final String KEY = "{\"name\":\"k\",\"scopes\":[\"runs:read\"]}";

  private final Tenant tenant = Tenant.on(GATEWAY);
  private final String run =
      tenant.owner().post("/v1/runs", "{\"prompt\":\"p\"}").expect(202).text("/id");

  @Test
  void endWithTheKeyAndLeaveOthersOpen() {
    ApiResponse key = tenant.owner().post("/v1/api_keys", KEY).expect(201);
    var revoked = open("Authorization", "Bearer " + key.text("/key"));
    var another =
        open(
            "Authorization",
            "Bearer " + tenant.owner().post("/v1/api_keys", KEY).expect(201).text("/key"));

    tenant.owner().delete(key.header("Location")).expect(204);

    assertThat(ended(revoked)).contains("run.queued").doesNotContain("run.cancelled");
    assertThat(another).isNotDone();
    tenant.owner().post("/v1/runs/" + run + "/cancel", "{}").expect(200);
    assertThat(ended(another)).contains("run.cancelled");
  }

  @Test
  void endWhenThePersonIsTakenOutOfTheTeam() {
    ApiClient member = tenant.invited("member");
    var stream = open("Authorization", "Bearer " + Tenant.key(member, "[\"*\"]"));

    tenant
        .owner()
        .delete(
            "/v1/teams/%s/members/%s".formatted(tenant.id(), member.get("/v1/me").text("/user/id")))
        .expect(204);

    assertThat(ended(stream)).contains("not good any more").doesNotContain("run.cancelled");
  }

  @Test
  void endWithTheSession() {
    ApiClient member = tenant.invited("viewer");
    var stream = open("Cookie", member.header("Cookie"));

    member.post("/v1/auth/sign_out", "{}").expect(204);

    assertThat(ended(stream)).contains("not good any more").doesNotContain("run.cancelled");
  }

  /** All lines, once there are no more. */
  private CompletableFuture<List<String>> open(String header, String value) {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/v1/runs/%s/events".formatted(GATEWAY.port(), run)))
            .headers("Accept", "text/event-stream", header, value)
            .build();
    try {
      HttpResponse<Stream<String>> response =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
      assertThat(response.statusCode()).isEqualTo(200);
      return CompletableFuture.supplyAsync(
          () -> response.body().toList(), Executors.newVirtualThreadPerTaskExecutor());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String ended(CompletableFuture<List<String>> stream) {
    await().until(stream::isDone);
    return String.join("\n", stream.join());
  }
}
