package dev.ccrunner.infra.schema;

import com.networknt.schema.SpecificationVersion;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The drafts of JSON Schema that a schema may be written in. */
enum SchemaDraft {
  /** What a schema that names none is taken for: Claude Code's own reading of it. */
  DRAFT_07("http://json-schema.org/draft-07/schema", SpecificationVersion.DRAFT_7),
  DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema", SpecificationVersion.DRAFT_2020_12);

  private final String id;
  private final SpecificationVersion version;

  SchemaDraft(String id, SpecificationVersion version) {
    this.id = id;
    this.version = version;
  }

  SpecificationVersion version() {
    return version;
  }

  /** The draft that {@code $schema} names; empty when it is one that we do not have. */
  static Optional<SchemaDraft> of(@Nullable String named) {
    if (named == null) {
      return Optional.of(DRAFT_07);
    }
    String plain = named.endsWith("#") ? named.substring(0, named.length() - 1) : named;
    return Arrays.stream(values()).filter(draft -> draft.id.equals(plain)).findFirst();
  }

  static String ids() {
    return Arrays.stream(values()).map(draft -> draft.id).collect(Collectors.joining(", "));
  }
}
