package dev.ccrunner.gateway.problem;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Answers what Jetty refuses before there is a servlet: broken requests, too large headers. */
@Component
class JettyProblems implements WebServerFactoryCustomizer<JettyServletWebServerFactory> {
  private final ProblemWriter writer;

  JettyProblems(ProblemWriter writer) {
    this.writer = writer;
  }

  @Override
  public void customize(JettyServletWebServerFactory factory) {
    factory.addServerCustomizers(server -> server.setErrorHandler(new Handler(writer)));
  }

  private static final class Handler extends ErrorHandler {
    /** What Jetty calls a request whose path it could not read. */
    private static final String UNREADABLE = "/badMessage";

    private final ProblemWriter writer;

    Handler(ProblemWriter writer) {
      this.writer = writer;
    }

    @Override
    protected void generateResponse(
        Request request,
        Response response,
        int status,
        String message,
        @Nullable Throwable cause,
        Callback callback) {
      String id = RequestId.choose(request.getHeaders().get(RequestId.HEADER));
      String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
      HttpFields.Mutable headers = response.getHeaders();
      byte[] body = body(status, path == null || path.equals(UNREADABLE) ? "" : path, id, headers);
      response.setStatus(ErrorCode.ofStatus(status).status());
      response.write(true, ByteBuffer.wrap(body), callback);
    }

    private byte[] body(int status, String path, String id, HttpFields.Mutable headers) {
      byte[] body = writer.bytes(ProblemTranslation.ofStatus(status), path, id);
      headers.put(HttpHeader.CONTENT_TYPE, ProblemWriter.MEDIA_TYPE);
      headers.put(new HttpField(RequestId.HEADER, id));
      headers.put(HttpHeader.CACHE_CONTROL, "no-store");
      return body;
    }
  }
}
