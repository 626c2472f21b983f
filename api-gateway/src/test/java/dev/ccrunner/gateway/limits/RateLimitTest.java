package dev.ccrunner.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.redis.RedisAvailability;
import dev.ccrunner.testkit.RealRedis;
import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestServices;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often callers may ask, over one gateway, over two, and without Redis. */
@Timeout(180)
class RateLimitTest {
  private static final int LIMIT = 30; // one in two seconds comes anew

  @Test
  void countsWhatIsLeftAndRefusesWhatIsTooMuch() {
    try (var gateway = start(TestServices.postgres().newDatabase(), TestServices.redis().uri())) {
      var client = gateway.client();
      ApiResponse first = client.get("/v1/runs").expect(200);

      assertThat(first.header("RateLimit-Policy"))
          .isEqualTo("\"key_requests\";q=30;w=60, \"team_requests\";q=60000;w=60");
      assertThat(first.header("RateLimit"))
          .isEqualTo("\"key_requests\";r=29;t=2, \"team_requests\";r=59999;t=1");

      ApiResponse refused = untilRefused(client);

      refused
          .expectProblem(429, "rate_limited")
          .saying("at most 30 requests a minute (key_requests of API key key_");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 2);
      assertThat(refused.header("RateLimit")).contains("\"key_requests\";r=0;t=");
      assertThat(refused.json().get("retryable").booleanValue()).isTrue();
      client.withoutKey().get("/livez").expect(200);
      assertThat(client.withoutKey().get("/livez").header("RateLimit")).isEmpty();
      assertThat(counter(gateway, "limits.refused")).isPositive();
    }
  }

  @Test
  void countsSubmitsInABucketOfTheirOwn() {
    try (var gateway = TestGateway.start(Map.of("ccr.limits.submits-per-key", "1"))) {
      var client = gateway.client();
      ApiResponse first = client.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202);

      assertThat(first.header("RateLimit")).contains("\"key_submits\";r=0;t=60");
      client
          .post("/v1/runs", "{\"prompt\":\"p\"}")
          .expectProblem(429, "rate_limited")
          .saying("key_submits");
      client.get("/v1/runs").expect(200);
    }
  }

  @Test
  void countsTheRequestsOfTwoGatewaysTogether() throws Exception {
    var database = TestServices.postgres().newDatabase();
    try (var one = start(database, TestServices.redis().uri());
        var other = start(database, TestServices.redis().uri())) {

      long begun = System.nanoTime();
      int passed = passed(one, other);
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();

      assertThat(passed).isBetween(LIMIT, (int) (LIMIT + seconds / 2 + 1));
    }
  }

  @Test
  void countsByItselfWhileRedisIsAwayAndNobodyWaitsForIt() throws Exception {
    var database = TestServices.postgres().newDatabase();
    try (var redis = RealRedis.start();
        var one = start(database, redis.uri());
        var other = start(database, redis.uri())) {
      redis.stop();
      for (var gateway : new TestGateway[] {one, other}) {
        await().until(() -> !gateway.bean(RedisAvailability.class).available());
      }

      long begun = System.nanoTime();
      int passed = passed(one, other);
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();

      assertThat(passed)
          .as("each gateway's own bound")
          .isBetween(2 * LIMIT, (int) (2 * LIMIT + 2 * (seconds / 2 + 1)));
      assertThat(counter(one, "limits.counted.locally")).isPositive();
    }
  }

  @Test
  void waitsForASilentRedisOnceAndThenNotForAWhile() {
    try (var redis = RealRedis.start();
        var gateway = start(TestServices.postgres().newDatabase(), redis.uri())) {
      gateway.client().get("/v1/workers").expect(200);
      redis.freeze(Duration.ofSeconds(5));

      ApiResponse answer = gateway.client().get("/v1/workers").expect(200);

      assertThat(answer.header("RateLimit")).contains("\"key_requests\";r=29");
      assertThat(counter(gateway, "limits.counted.locally")).isEqualTo(1);
    }
  }

  @Test
  void obeysALimitThatIsSetForTheKey() {
    try (var gateway = TestGateway.start(Map.of())) {
      var client = gateway.client();
      String key = client.get("/v1/limits").expect(200).text("/limits/0/subject");

      client
          .send(
              "PUT",
              "/v1/limits/set/" + key,
              "application/json",
              "{\"requests_per_minute\":3,\"submits_per_minute\":2}")
          .expect(200);

      ApiResponse next = client.get("/v1/runs").expect(200);
      assertThat(next.header("RateLimit-Policy")).startsWith("\"key_requests\";q=3;w=60");
      assertThat(untilRefused(client).text("/detail")).contains("at most 3 requests");
    }
  }

  private static TestGateway start(TestDatabase database, String redis) {
    return TestGateway.start(
        database,
        Map.of(
            "ccr.limits.requests-per-key",
            Integer.toString(LIMIT),
            "ccr.limits.redis-timeout",
            "2s",
            "ccr.limits.redis-pause",
            "10s",
            "spring.data.redis.url",
            redis));
  }

  /** How many of many requests at once, half of them at each gateway, are not refused. */
  private static int passed(TestGateway one, TestGateway other) throws Exception {
    one.client().withoutKey().get("/livez").expect(200); // their descriptions are loaded by now
    other.client().withoutKey().get("/livez").expect(200);
    var requests = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 6 * LIMIT; i++) {
      var client = i % 2 == 0 ? one.client() : other.client();
      requests.add(() -> client.get("/v1/workers").status() == 200);
    }
    int passed = 0;
    try (var threads = Executors.newFixedThreadPool(12)) {
      for (var answer : threads.invokeAll(requests)) {
        passed += answer.get() ? 1 : 0;
      }
    }
    return passed;
  }

  private static ApiResponse untilRefused(ApiClient client) {
    for (int i = 0; i < 2 * LIMIT + 10; i++) {
      var answer = client.get("/v1/runs");
      if (answer.status() != 200) {
        return answer;
      }
    }
    throw new AssertionError("expected one of the requests to be refused");
  }

  private static double counter(TestGateway gateway, String name) {
    return gateway.bean(MeterRegistry.class).find(name).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }
}
