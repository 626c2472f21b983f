package dev.ccrunner.gateway.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Writes whatever is {@link Tabular} as CSV, when that is what the client accepts best. */
@Component
class CsvConverter extends AbstractHttpMessageConverter<Tabular> {
  static final MediaType CSV = MediaType.parseMediaType(Tabular.CSV);

  CsvConverter() {
    super(StandardCharsets.UTF_8, CSV);
  }

  @Override
  protected boolean supports(Class<?> type) {
    return Tabular.class.isAssignableFrom(type);
  }

  @Override
  public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
    return false;
  }

  @Override
  protected Tabular readInternal(Class<? extends Tabular> type, HttpInputMessage input) {
    throw new HttpMessageNotReadableException("CSV is only written", input);
  }

  @Override
  protected void writeInternal(Tabular answer, HttpOutputMessage output) throws IOException {
    CsvText.write(answer.table(), output.getBody());
  }
}
