package dev.ccrunner.gateway.audit;

import dev.ccrunner.gateway.web.CsvTable;
import dev.ccrunner.gateway.web.CsvTable.Column;
import dev.ccrunner.gateway.web.Tabular;
import dev.ccrunner.infra.audit.AuditLink;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;

/** One page of the audit log. */
@JsonSerialize(using = AuditList.AsHashed.class)
record AuditList(List<AuditLink> data, @Nullable String nextCursor) implements Tabular {

  @Override
  public CsvTable table() {
    return CsvTable.of(
        data.stream().map(link -> JsonMapper.shared().readTree(link.json())).toList(),
        List.of(
            column("seq", "/seq"),
            column("at", "/at"),
            column("actor", "/actor"),
            column("action", "/action"),
            column("target", "/target"),
            column("address", "/origin/address"),
            column("request_id", "/origin/request_id"),
            column("before", "/before"),
            column("after", "/after"),
            column("previous", "/previous")));
  }

  private static Column<JsonNode> column(String name, String pointer) {
    return new Column<>(name, entry -> cell(entry.at(pointer)));
  }

  /** What is an object in the entry is its JSON in the table. */
  private static @Nullable Object cell(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isNumber()) {
      return node.longValue();
    }
    return node.isString() ? node.stringValue() : node.toString();
  }

  /** The entries byte for byte, so that whoever reads them here can check their hashes as well. */
  static final class AsHashed extends ValueSerializer<AuditList> {
    @Override
    public void serialize(AuditList page, JsonGenerator json, SerializationContext context) {
      json.writeStartObject();
      json.writeArrayPropertyStart("data");
      page.data().forEach(link -> json.writeRawValue(link.json()));
      json.writeEndArray();
      if (page.nextCursor() == null) {
        json.writeNullProperty("next_cursor");
      } else {
        json.writeStringProperty("next_cursor", page.nextCursor());
      }
      json.writeEndObject();
    }
  }
}
