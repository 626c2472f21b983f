package dev.ccrunner.gateway.openapi;

import dev.ccrunner.gateway.idempotency.NotReplayed;
import dev.ccrunner.gateway.identity.Open;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Problem;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.JsonBody;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.method.HandlerMethod;

/** Adds to every operation the problems it may answer with, and the headers that all have. */
@Component
class DocumentedProblems implements GlobalOperationCustomizer, GlobalOpenApiCustomizer {
  private static final String SCHEMA = "#/components/schemas/Problem";

  private static final Set<ErrorCode> ALWAYS =
      EnumSet.of(
          ErrorCode.BAD_REQUEST,
          ErrorCode.UNKNOWN_PARAMETER,
          ErrorCode.INVALID_PARAMETER,
          ErrorCode.KEY_IN_URL,
          ErrorCode.NOT_ACCEPTABLE,
          ErrorCode.URI_TOO_LONG,
          ErrorCode.HEADERS_TOO_LARGE,
          ErrorCode.INTERNAL_ERROR);

  private static final Set<ErrorCode> WITH_KEY =
      EnumSet.of(
          ErrorCode.UNAUTHENTICATED,
          ErrorCode.FORBIDDEN,
          ErrorCode.ADDRESS_NOT_ALLOWED,
          ErrorCode.TEAM_NOT_FOUND,
          ErrorCode.TOO_MANY_ATTEMPTS,
          ErrorCode.RATE_LIMITED,
          ErrorCode.UNAVAILABLE);

  private static final Set<ErrorCode> WITH_BODY =
      EnumSet.of(
          ErrorCode.MALFORMED_JSON,
          ErrorCode.DUPLICATE_FIELD,
          ErrorCode.UNKNOWN_FIELD,
          ErrorCode.INVALID_FIELD,
          ErrorCode.BODY_TOO_LARGE,
          ErrorCode.UNSUPPORTED_MEDIA_TYPE);

  private static final Set<ErrorCode> IDEMPOTENT =
      EnumSet.of(
          ErrorCode.INVALID_HEADER,
          ErrorCode.IDEMPOTENCY_IN_PROGRESS,
          ErrorCode.IDEMPOTENCY_KEY_REUSED);

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    document(operation, codes(handler));
    if (isReplayed(handler)) {
      operation.addParametersItem(
          new HeaderParameter()
              .name("Idempotency-Key")
              .description(
                  "Makes it safe to send the request again: for 24 hours the same key and body get"
                      + " the answer of the first time, with Idempotent-Replayed: true.")
              .required(false)
              .schema(new StringSchema().maxLength(255)));
    }
    return operation;
  }

  /** What also holds for an operation without a handler of ours. */
  static void addCommon(Operation operation) {
    document(operation, ALWAYS);
  }

  private static void document(Operation operation, Set<ErrorCode> all) {
    all.stream()
        .collect(Collectors.groupingBy(ErrorCode::status, TreeMap::new, Collectors.toList()))
        .forEach((status, codes) -> document(operation, status, codes));
    operation.getResponses().values().forEach(DocumentedProblems::addRequestId);
    if (all.contains(ErrorCode.RATE_LIMITED)) {
      operation.getResponses().values().forEach(DocumentedProblems::addRateLimits);
    }
  }

  private static boolean isReplayed(HandlerMethod handler) {
    return handler.hasMethodAnnotation(PostMapping.class)
        && !handler.hasMethodAnnotation(NotReplayed.class);
  }

  private static Set<ErrorCode> codes(HandlerMethod handler) {
    var codes = EnumSet.copyOf(ALWAYS);
    if (!handler.hasMethodAnnotation(Open.class)) {
      codes.addAll(WITH_KEY);
    }
    if (!handler.hasMethodAnnotation(Open.class)
        && !handler.hasMethodAnnotation(GetMapping.class)) {
      codes.add(ErrorCode.CSRF_TOKEN_NEEDED);
    }
    if (Arrays.stream(handler.getMethodParameters())
        .anyMatch(parameter -> parameter.getParameterType() == JsonBody.class)) {
      codes.addAll(WITH_BODY);
    }
    if (isReplayed(handler)) {
      codes.addAll(IDEMPOTENT);
    }
    Refusals own = handler.getMethodAnnotation(Refusals.class);
    codes.addAll(own == null ? List.of() : List.of(own.value()));
    return codes;
  }

  private static void document(Operation operation, int status, List<ErrorCode> codes) {
    String name = String.valueOf(status);
    if (operation.getResponses().containsKey(name)) {
      // The handler's own answer with that status has another form, as that of /readyz.
      return;
    }
    String description =
        codes.stream()
            .map(code -> "`%s`: %s.".formatted(code.wireName(), code.title()))
            .collect(Collectors.joining("\n"));
    operation
        .getResponses()
        .addApiResponse(
            name,
            new ApiResponse()
                .description(description)
                .content(
                    new Content()
                        .addMediaType(
                            "application/problem+json",
                            new MediaType().schema(new Schema<>().$ref(SCHEMA)))));
  }

  private static void addRequestId(ApiResponse response) {
    response.addHeaderObject(
        "X-Request-Id",
        new Header()
            .description("The client's own, or a new one; quote it in questions.")
            .schema(new StringSchema()));
  }

  private static void addRateLimits(ApiResponse response) {
    response.addHeaderObject(
        "RateLimit-Policy",
        new Header()
            .description("The limits that this request counted for: q requests in w seconds.")
            .schema(new StringSchema().example("\"key_requests\";q=6000;w=60")));
    response.addHeaderObject(
        "RateLimit",
        new Header()
            .description("For each of them: r requests are left; in t seconds all are there again.")
            .schema(new StringSchema().example("\"key_requests\";r=5999;t=1")));
  }

  @Override
  public void customise(OpenAPI api) {
    var codes = Arrays.stream(ErrorCode.values()).<Object>map(ErrorCode::wireName).toList();
    ModelConverters.getInstance(true)
        .readAll(Problem.class)
        .forEach((name, schema) -> api.getComponents().addSchemas(name, withCodes(schema, codes)));
  }

  /** The names of all codes are part of the description; they are in no type of ours. */
  private static Schema<?> withCodes(Schema<?> schema, List<Object> codes) {
    if (schema.getProperties() != null
        && schema.getProperties().get("code") instanceof StringSchema code) {
      codes.forEach(name -> code.addEnumItem(name.toString()));
    }
    return schema;
  }
}
