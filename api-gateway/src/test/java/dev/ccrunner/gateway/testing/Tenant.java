package dev.ccrunner.gateway.testing;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A team of its own on a gateway, made over the API as an installation's operator would.
 *
 * @param owner a client with the key of the team's owner, who looks after nothing else
 * @param browser the same person, signed in
 */
public record Tenant(String id, Person person, ApiClient owner, ApiClient browser) {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** The password of everybody made here. */
  public static final String PASSWORD = "correct horse battery";

  /** Somebody with an account. */
  public record Person(String id, String email) {}

  /** A new team with an owner. */
  public static Tenant on(TestGateway gateway) {
    ApiClient operator = gateway.client();
    String home = operator.get("/v1/me").expect(200).text("/team/id");
    String team =
        operator
            .post("/v1/teams", "{\"name\":\"team %d\"}".formatted(COUNT.incrementAndGet()))
            .expect(201)
            .text("/id");
    String email = "owner%d@example.org".formatted(COUNT.incrementAndGet());
    var made =
        operator
            .post(
                "/v1/users",
                "{\"email\":\"%s\",\"name\":\"O\",\"role\":\"viewer\"}".formatted(email))
            .expect(201);
    String user = made.text("/id");
    operator
        .post(
            "/v1/teams/" + team + "/members",
            "{\"user_id\":\"%s\",\"role\":\"owner\"}".formatted(user))
        .expect(201);
    operator.delete("/v1/teams/" + home + "/members/" + user).expect(204);
    operator
        .delete("/v1/teams/" + team + "/members/" + operator.get("/v1/me").text("/user/id"))
        .expect(204);
    ApiClient browser = chosen(operator, made.text("/password_url"));
    return new Tenant(
        team, new Person(user, email), operator.withKey(key(browser, "[\"*\"]")), browser);
  }

  /** Somebody else in the team, signed in. */
  public ApiClient invited(String role) {
    String email = "%s%d@example.org".formatted(role, COUNT.incrementAndGet());
    String url =
        owner
            .post("/v1/invitations", "{\"email\":\"%s\",\"role\":\"%s\"}".formatted(email, role))
            .expect(201)
            .text("/url");
    var session =
        owner
            .withoutKey()
            .post(
                "/v1/auth/accept_invitation",
                "{\"token\":\"%s\",\"name\":\"N\",\"password\":\"%s\"}"
                    .formatted(token(url), PASSWORD))
            .expect(200);
    return signedIn(owner.withoutKey(), session);
  }

  /** The key of whoever is signed in. */
  public static String key(ApiClient browser, String scopes) {
    return browser
        .post("/v1/api_keys", "{\"name\":\"k\",\"scopes\":%s}".formatted(scopes))
        .expect(201)
        .text("/key");
  }

  /** A client with such a key. */
  public static ApiClient withKeyOf(ApiClient browser, String scopes) {
    return browser.without("Cookie").without("X-CSRF-Token").withKey(key(browser, scopes));
  }

  private static ApiClient chosen(ApiClient any, String passwordUrl) {
    var session =
        any.withoutKey()
            .post(
                "/v1/auth/reset_password",
                "{\"token\":\"%s\",\"new_password\":\"%s\"}"
                    .formatted(token(passwordUrl), PASSWORD))
            .expect(200);
    return signedIn(any.withoutKey(), session);
  }

  /** A client with the cookie and the token of a session that has just begun. */
  public static ApiClient signedIn(ApiClient plain, ApiResponse session) {
    String cookie = session.header("Set-Cookie").replaceFirst(";.*", "");
    return plain.with("Cookie", cookie).with("X-CSRF-Token", session.text("/csrf_token"));
  }

  /** What comes after the # of a link. */
  public static String token(String url) {
    return url.substring(url.indexOf('#') + 1);
  }
}
