package dev.ccrunner.gateway.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes schemas from our records: every component is there, and one that is {@code @Nullable} may
 * be null. So the description says what the compiler checks.
 */
final class RecordSchemas extends ModelResolver {
  private static final String NULL = "null";

  RecordSchemas(ObjectMapper snakeCase) {
    super(snakeCase);
  }

  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> next) {
    Schema<?> resolved = super.resolve(type, context, next);
    Class<?> raw = TypeFactory.defaultInstance().constructType(type.getType()).getRawClass();
    if (raw.isRecord() && raw.getPackageName().startsWith("dev.ccrunner.")) {
      Schema<?> model = model(resolved, context);
      if (model != null && model.getTypes() == null) {
        describe(model, raw.getRecordComponents());
      }
    }
    return resolved;
  }

  private static @Nullable Schema<?> model(
      @Nullable Schema<?> resolved, ModelConverterContext context) {
    if (resolved == null || resolved.get$ref() == null) {
      return resolved;
    }
    String ref = resolved.get$ref();
    return context.getDefinedModels().get(ref.substring(ref.lastIndexOf('/') + 1));
  }

  @SuppressWarnings("rawtypes") // As swagger has them.
  private static void describe(Schema<?> model, RecordComponent[] components) {
    Map<String, Schema> properties = model.getProperties();
    if (properties == null) {
      return;
    }
    // Besides, it tells null apart from an object, which a schema of properties alone does not.
    model.setTypes(Set.of("object"));
    // A model that refuses other fields is a request, whose null fields may as well be left out.
    boolean request = Boolean.FALSE.equals(model.getAdditionalProperties());
    for (RecordComponent component : components) {
      String name = SnakeCaseStrategy.INSTANCE.translate(component.getName());
      Schema<?> property = properties.get(name);
      if (property == null || (model.getRequired() != null && model.getRequired().contains(name))) {
        continue;
      }
      boolean mayBeNull = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (component.getType() == Object.class) {
        properties.put(name, new Schema<>().description(property.getDescription()));
      } else if (mayBeNull) {
        properties.put(name, nullable(property));
      }
      if (!mayBeNull || !request) {
        model.addRequiredItem(name);
      }
    }
  }

  private static Schema<?> nullable(Schema<?> property) {
    if (property.get$ref() != null) {
      return new Schema<>()
          .oneOf(List.of(property, new Schema<>().types(Set.of(NULL))))
          .description(property.getDescription());
    }
    String type = property.getType();
    if (type != null) {
      property.setTypes(new LinkedHashSet<>(List.of(type, NULL)));
    } else if (property.getTypes() != null) {
      property.addType(NULL);
    }
    if (property.getEnum() != null) {
      property.addEnumItemObject(null);
    }
    return property;
  }
}
