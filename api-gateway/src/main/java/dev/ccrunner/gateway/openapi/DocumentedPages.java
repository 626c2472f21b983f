package dev.ccrunner.gateway.openapi;

import dev.ccrunner.gateway.web.QueryNames;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import java.math.BigDecimal;
import java.util.Set;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/**
 * Says of every list how it is paged: {@code limit} and {@code cursor} are the same everywhere, so
 * a handler only names them, and describes them where there is more to say.
 */
@Component
class DocumentedPages implements GlobalOperationCustomizer {
  private static final String LIMIT = "limit";
  private static final String CURSOR = "cursor";
  private static final Set<String> PAGING = Set.of(LIMIT, CURSOR);

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    var query = handler.getMethodAnnotation(QueryNames.class);
    if (query == null) {
      return operation;
    }
    var names = Set.of(query.value());
    if (names.contains(LIMIT) && !describes(operation, LIMIT)) {
      operation.addParametersItem(parameter(LIMIT, limit()));
    }
    if (names.contains(CURSOR) && !describes(operation, CURSOR)) {
      operation.addParametersItem(
          parameter(CURSOR, new StringSchema()).description(cursor(PAGING.containsAll(names))));
    }
    return operation;
  }

  private static boolean describes(Operation operation, String name) {
    return operation.getParameters() != null
        && operation.getParameters().stream().map(Parameter::getName).anyMatch(name::equals);
  }

  private static Parameter parameter(String name, Schema<?> schema) {
    return new QueryParameter().name(name).required(false).schema(schema);
  }

  private static Schema<?> limit() {
    var schema = new IntegerSchema();
    schema.setFormat(null);
    schema.setMinimum(BigDecimal.ONE);
    schema.setMaximum(BigDecimal.valueOf(200));
    schema.setDefault(20);
    return schema;
  }

  private static String cursor(boolean alone) {
    return alone
        ? "next_cursor of the page before."
        : "next_cursor of the page before, with the same filters.";
  }
}
