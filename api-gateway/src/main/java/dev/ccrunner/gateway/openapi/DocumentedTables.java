package dev.ccrunner.gateway.openapi;

import dev.ccrunner.gateway.web.Tabular;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.StringSchema;
import java.util.Objects;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Says of every operation that answers with a table that it comes as CSV as well. */
@Component
class DocumentedTables implements GlobalOperationCustomizer {
  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    if (answersWithTable(handler)) {
      var answer = Objects.requireNonNull(operation.getResponses().get("200"), "an answer");
      answer
          .getContent()
          .addMediaType(
              Tabular.CSV,
              new MediaType()
                  .schema(
                      new StringSchema()
                          .description(
                              "RFC 4180 with a header; texts that would be formulas begin with an apostrophe.")));
      answer.addHeaderObject(
          "Link",
          new Header()
              .description("With CSV, where the next page is: <…>; rel=\"next\".")
              .schema(new StringSchema()));
    }
    return operation;
  }

  private static boolean answersWithTable(HandlerMethod handler) {
    var type = ResolvableType.forMethodReturnType(handler.getMethod());
    var body = HttpEntity.class.isAssignableFrom(type.toClass()) ? type.getGeneric(0) : type;
    return Tabular.class.isAssignableFrom(body.toClass());
  }
}
