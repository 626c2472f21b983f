package dev.ccrunner.gateway.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.webmvc.api.OpenApiResource;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The description describes where it is served; springdoc leaves its own endpoint out. */
@Component
class OwnDescription implements GlobalOpenApiCustomizer, WebMvcRegistrations {
  private static final String PATH = "/v1/openapi.json";

  @Override
  public void customise(OpenAPI api) {
    var document =
        new ApiResponse()
            .description("OpenAPI 3.1.")
            .content(
                new Content()
                    .addMediaType("application/json", new MediaType().schema(new ObjectSchema())));
    var operation =
        new Operation()
            .operationId("describeApi")
            .summary("Describe this API")
            .addTagsItem("description")
            .security(List.of())
            .responses(new ApiResponses().addApiResponse("200", document));
    DocumentedProblems.addCommon(operation);
    api.path(PATH, new PathItem().get(operation));
  }

  /** The same document in YAML would be one more endpoint to describe, and nobody needs it. */
  @Override
  public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
    return new RequestMappingHandlerMapping() {
      @Override
      protected @Nullable RequestMappingInfo getMappingForMethod(Method method, Class<?> type) {
        boolean yaml =
            OpenApiResource.class.isAssignableFrom(type) && method.getName().endsWith("Yaml");
        return yaml ? null : super.getMappingForMethod(method, type);
      }
    };
  }
}
