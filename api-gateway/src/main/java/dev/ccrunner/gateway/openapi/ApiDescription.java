package dev.ccrunner.gateway.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the description says of the API as a whole. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
  static final String BEARER = "bearer";
  static final String HEADER = "api_key";
  static final String SESSION = "session";

  @Bean
  OpenAPI description() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Claude Code Runner")
                .version("v1")
                .description(
                    "Claude Code as a service: submit prompts, follow what Claude Code does, get"
                        + " what came of it. Every error is application/problem+json.")
                .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
        .addSecurityItem(new SecurityRequirement().addList(BEARER))
        .addSecurityItem(new SecurityRequirement().addList(HEADER))
        .addSecurityItem(new SecurityRequirement().addList(SESSION))
        .components(
            new Components()
                .addSecuritySchemes(
                    BEARER,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description("An API key, ccr_…"))
                .addSecuritySchemes(
                    HEADER,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.HEADER)
                        .name("x-api-key")
                        .description("The same key, where a client library sends it so."))
                .addSecuritySchemes(
                    SESSION,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.COOKIE)
                        .name("__Host-ccr_session")
                        .description(
                            "A browser that is signed in. Writes also need the header X-CSRF-Token"
                                + " with the csrf_token of /v1/me.")));
  }

  /** The schemas are made from our records, and named as Jackson names them on the wire. */
  @Bean
  ModelResolver snakeCaseSchemas(ObjectMapperProvider mappers) {
    ObjectMapper mapper = mappers.jsonMapper().copy();
    mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    return new RecordSchemas(mapper);
  }
}
