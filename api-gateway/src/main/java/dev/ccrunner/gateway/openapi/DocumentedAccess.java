package dev.ccrunner.gateway.openapi;

import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Open;
import dev.ccrunner.gateway.identity.Scope;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.util.List;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Says of every operation for whom it is, from the annotations that the gateway itself obeys. */
@Component
class DocumentedAccess implements GlobalOperationCustomizer {
  /** For programs that read the description; the security requirements say the same. */
  static final String SCOPE = "x-ccr-scope";

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    Needs needs = handler.getMethodAnnotation(Needs.class);
    if (handler.hasMethodAnnotation(Open.class)) {
      operation.setSecurity(List.of());
      return operation;
    }
    operation.addParametersItem(
        new HeaderParameter()
            .name("X-Team")
            .description("The team to speak for, when a person has several.")
            .required(false)
            .schema(new StringSchema()));
    if (needs != null) {
      demand(operation, needs.value());
    }
    return operation;
  }

  private static void demand(Operation operation, Scope scope) {
    String name = scope.wireName();
    operation.addExtension(SCOPE, name);
    operation.setSecurity(
        Stream.of(ApiDescription.BEARER, ApiDescription.HEADER, ApiDescription.SESSION)
            .map(scheme -> new SecurityRequirement().addList(scheme, name))
            .toList());
    String said = operation.getDescription() == null ? "" : operation.getDescription() + "\n\n";
    operation.setDescription(said + "Needs the scope `" + name + "`.");
  }
}
