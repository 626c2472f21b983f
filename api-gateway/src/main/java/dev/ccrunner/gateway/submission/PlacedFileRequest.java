package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.run.source.RelativePath;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An element of {@code workspace.files}, as it came: an id alone is short for an object. */
@Schema(
    name = "RunPlacedFile",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description = "An uploaded file in the working directory; its id alone is short for it.")
public record PlacedFileRequest(
    @Schema(example = "fil_01kb3xw6q8e0fb2a3c4d5e6f7g") @Nullable String id,
    @Schema(
            description =
                "Where, relative to the directory; its own name when absent. Of an archive that is"
                    + " unpacked: the folder; the directory itself when absent.",
            example = "data/input.csv")
        @Nullable String path,
    @Schema(
            defaultValue = "false",
            description = "Whether it is an archive (zip, tar, tar.gz) to be unpacked.")
        @Nullable Boolean unpack) {

  static List<PlacedFileRequest> read(Fields workspace) {
    return workspace.textsOrObjects("files").stream().map(PlacedFileRequest::of).toList();
  }

  private static PlacedFileRequest of(Fields.Entry entry) {
    Fields file = entry.object();
    var form = new PlacedFileRequest(file.text("id"), file.text("path"), file.flag("unpack"));
    return entry.text() == null ? form : new PlacedFileRequest(entry.text(), null, null);
  }

  Optional<AskedFile> decide(String pointer, Objections objections) {
    boolean unpacked = Boolean.TRUE.equals(unpack);
    String where = path == null ? null : where(pointer + "/path", path, unpacked, objections);
    if (id == null) {
      objections.missing(pointer + "/id", "the id of a file");
      return Optional.empty();
    }
    return FilesOfRun.id(pointer, id, objections)
        .map(file -> new AskedFile(file, where, unpacked, pointer));
  }

  private static @Nullable String where(
      String pointer, String path, boolean unpacked, Objections objections) {
    var place = objections.read(pointer, RelativePath.parse(path));
    if (!unpacked && place.filter(RelativePath::isHere).isPresent()) {
      objections.refuse(pointer, "Expected the path of a file, found that of the directory.");
    }
    return place.map(RelativePath::toString).orElse(null);
  }
}
