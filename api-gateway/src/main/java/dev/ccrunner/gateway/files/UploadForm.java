package dev.ccrunner.gateway.files;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.RequestContext;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.jspecify.annotations.Nullable;

/**
 * An upload as a form: one part {@code file}, and before or after it {@code name} and {@code
 * expires_after}. Parts are read one after the other, as they come.
 */
final class UploadForm {
  private static final String FILE = "file";
  private static final Set<String> FIELDS = Set.of("name", "expires_after");
  private static final int MAX_VALUE = 1024;
  private static final int MAX_PART_HEADER = 8 * 1024;

  private final HttpServletRequest request;
  private final InputStream body;
  private final Map<String, String> fields = new HashMap<>();
  private @Nullable String mediaType;
  private @Nullable StoredBlob blob;

  /** Keeps the file. */
  @FunctionalInterface
  interface Keeper {
    StoredBlob keep(InputStream file) throws IOException;
  }

  UploadForm(HttpServletRequest request, InputStream body, QueryParameters query) {
    this.request = request;
    this.body = body;
    FIELDS.forEach(field -> query.value(field).ifPresent(value -> fields.put(field, value)));
  }

  /** Reads it to its end. */
  Upload read(Keeper keeper, UploadTerms terms) throws IOException {
    try {
      var parts = parts();
      while (parts.hasNext()) {
        take(parts.next(), keeper, terms);
      }
    } catch (FileUploadException e) {
      throw malformed(e);
    }
    if (blob == null) {
      throw ProblemException.at(
          ErrorCode.MISSING_FIELD, "/file", "Expected a part with the file, found none.");
    }
    return new Upload(
        UploadTerms.name(fields.get("name")),
        Objects.requireNonNull(mediaType, "comes with the file"),
        terms.keep(fields.get("expires_after")),
        blob);
  }

  private FileItemInputIterator parts() throws IOException {
    AbstractFileUpload<HttpServletRequest, DiskFileItem, DiskFileItemFactory> form =
        new JakartaServletFileUpload<>();
    form.setMaxPartHeaderSize(MAX_PART_HEADER);
    form.setHeaderCharset(StandardCharsets.UTF_8);
    return form.getItemIterator(new Request());
  }

  private void take(FileItemInput part, Keeper keeper, UploadTerms terms) throws IOException {
    String field = part.getFieldName();
    if (FILE.equals(field)) {
      takeFile(part, keeper, terms);
    } else if (field != null && FIELDS.contains(field)) {
      takeField(field, part);
    } else {
      throw ProblemException.at(
          ErrorCode.UNKNOWN_FIELD,
          "/" + Shown.shortly(String.valueOf(field)),
          "Expected the parts file, name and expires_after, found another.");
    }
  }

  private void takeFile(FileItemInput part, Keeper keeper, UploadTerms terms) throws IOException {
    if (blob != null) {
      throw twice("/file");
    }
    mediaType = UploadTerms.mediaType(part.getContentType());
    String name = nameOf(part);
    if (name != null) {
      fields.putIfAbsent("name", name);
    }
    // Checked before the file is read, as far as it is known: who has to send it again should know
    // soon.
    if (fields.containsKey("name")) {
      UploadTerms.name(fields.get("name"));
    }
    var _ = terms.keep(fields.get("expires_after"));
    try (var in = part.getInputStream()) {
      blob = keeper.keep(in);
    }
  }

  private static @Nullable String nameOf(FileItemInput part) {
    try {
      return part.getName();
    } catch (InvalidPathException e) {
      return e.getInput();
    }
  }

  private void takeField(String field, FileItemInput part) throws IOException {
    byte[] value;
    try (var in = part.getInputStream()) {
      value = in.readNBytes(MAX_VALUE + 1);
    }
    if (value.length > MAX_VALUE) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          "/" + field,
          "Expected at most %d bytes, found more.".formatted(MAX_VALUE));
    }
    // The name of the file itself is only what it is called if nothing else says it.
    boolean fromFile = field.equals("name") && blob != null;
    if (fields.put(field, new String(value, StandardCharsets.UTF_8)) != null && !fromFile) {
      throw twice("/" + field);
    }
  }

  private static ProblemException twice(String pointer) {
    return ProblemException.at(
        ErrorCode.DUPLICATE_FIELD, pointer, "Expected this part once, found it twice.");
  }

  private static ProblemException malformed(IOException e) {
    return ProblemException.of(
        ErrorCode.MALFORMED_UPLOAD,
        "Expected multipart/form-data with a boundary, found: %s"
            .formatted(Shown.shortly(String.valueOf(e.getMessage()))));
  }

  /** The request with a body that is watched. */
  private final class Request implements RequestContext {
    @Override
    public @Nullable String getCharacterEncoding() {
      return "UTF-8";
    }

    @Override
    public long getContentLength() {
      return request.getContentLengthLong();
    }

    @Override
    public @Nullable String getContentType() {
      return request.getContentType();
    }

    @Override
    public InputStream getInputStream() {
      return body;
    }

    @Override
    public boolean isMultipartRelated() {
      return false;
    }
  }
}
