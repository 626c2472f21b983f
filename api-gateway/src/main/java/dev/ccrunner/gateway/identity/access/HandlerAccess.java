package dev.ccrunner.gateway.identity.access;

import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Open;
import dev.ccrunner.gateway.identity.SignedIn;
import java.lang.annotation.Annotation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springdoc.webmvc.api.OpenApiResource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Knows which paths are open, from the handlers' annotations; and lets no gateway start with a
 * handler that does not say for whom it is.
 */
@Component
class HandlerAccess implements SmartInitializingSingleton {
  private static final List<Class<? extends Annotation>> ANSWERS =
      List.of(Needs.class, SignedIn.class, Open.class);

  private final ObjectProvider<RequestMappingHandlerMapping> handlers;
  private volatile Set<String> openPaths = Set.of();
  private volatile List<Pattern> openPatterns = List.of();

  HandlerAccess(ObjectProvider<RequestMappingHandlerMapping> handlers) {
    this.handlers = handlers;
  }

  @Override
  public void afterSingletonsInstantiated() {
    var open = new HashSet<String>();
    handlers.stream()
        .flatMap(mapping -> mapping.getHandlerMethods().entrySet().stream())
        .filter(entry -> isOpen(entry.getValue()))
        .forEach(entry -> open.addAll(entry.getKey().getPatternValues()));
    openPaths = Set.copyOf(open);
    openPatterns =
        open.stream()
            .filter(path -> path.contains("{"))
            .map(path -> Pattern.compile(path.replaceAll("\\{[^}/]+}", "[^/]+")))
            .toList();
  }

  /** Whether anybody may ask for this path. */
  boolean open(String path) {
    return openPaths.contains(path)
        || openPatterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  static boolean isOpen(HandlerMethod handler) {
    if (ErrorController.class.isAssignableFrom(handler.getBeanType())) {
      // Only reached from within; who asks for its path needs a key like for any other.
      return false;
    }
    if (OpenApiResource.class.isAssignableFrom(handler.getBeanType())) {
      return true;
    }
    long answers = ANSWERS.stream().filter(handler::hasMethodAnnotation).count();
    if (answers != 1) {
      throw new IllegalStateException(
          "%s: expected exactly one of @Needs, @SignedIn and @Open, found %d"
              .formatted(handler, answers));
    }
    return handler.hasMethodAnnotation(Open.class);
  }
}
