package dev.ccrunner.gateway.identity.oidc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee11.servlet.DefaultServlet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/**
 * A real identity provider on a port of its own: Spring's authorization server, with people who
 * sign in with a form. It can go away and come back.
 */
final class AuthorizationServer implements AutoCloseable {
  static final String CLIENT = "ccr";
  static final String SECRET = "the-secret-of-the-client";
  static final String PASSWORD = "pw";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Map<String, Map<String, Object>> people = new ConcurrentHashMap<>();
  private final int port;
  private Server server;

  private AuthorizationServer() {
    this.server = new Server();
    var connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    try {
      connector.open();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    this.port = connector.getLocalPort();
    run(server);
  }

  static AuthorizationServer start() {
    return new AuthorizationServer();
  }

  String issuer() {
    return "http://127.0.0.1:" + port;
  }

  /** Somebody with a verified address of that domain, and these groups; answers the name. */
  String person(String domain, String... groups) {
    String name = "person" + COUNT.incrementAndGet();
    say(name, Map.of("email", name + "@" + domain, "email_verified", true));
    groups(name, groups);
    return name;
  }

  void groups(String person, String... groups) {
    say(person, Map.of("groups", List.of(groups)));
  }

  /** From now on it says this of the person too. */
  void say(String person, Map<String, Object> claims) {
    people.merge(
        person,
        claims,
        (before, more) -> {
          var all = new ConcurrentHashMap<>(before);
          all.putAll(more);
          return all;
        });
  }

  void goAway() {
    stop(server);
  }

  void comeBack() {
    server = new Server();
    var connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    run(server);
  }

  private void run(Server server) {
    var context = new AnnotationConfigWebApplicationContext();
    context.register(AuthorizationServerBeans.class);
    context.addBeanFactoryPostProcessor(beans -> {
      beans.registerSingleton("people", new AuthorizationServerBeans.People(people));
      beans.registerSingleton("issuer", new AuthorizationServerBeans.Issuer(issuer()));
    });
    var handler = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    // Their own names: cookies of one host are shared by all of its ports.
    handler.getSessionHandler().getSessionCookieConfig().setName("provider_session");
    handler.addEventListener(new org.springframework.web.context.ContextLoaderListener(context));
    handler.addFilter(
        new FilterHolder(new DelegatingFilterProxy("springSecurityFilterChain")),
        "/*",
        java.util.EnumSet.of(jakarta.servlet.DispatcherType.REQUEST));
    handler.addServlet(DefaultServlet.class, "/");
    server.setHandler(handler);
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the authorization server does not start", e);
    }
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the authorization server does not stop", e);
    }
  }

  @Override
  public void close() {
    stop(server);
  }
}
