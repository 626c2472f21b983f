package dev.ccrunner.gateway.identity.oidc;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.unit.DataSize;

/** Reads no more of an answer than it may have. */
record BoundedAnswers(DataSize most) implements ClientHttpRequestInterceptor {
  @Override
  public ClientHttpResponse intercept(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    return new Bounded(execution.execute(request, body), most);
  }

  private record Bounded(ClientHttpResponse answer, DataSize most) implements ClientHttpResponse {
    @Override
    public InputStream getBody() throws IOException {
      return new BoundedStream(answer.getBody(), most.toBytes());
    }

    @Override
    public HttpHeaders getHeaders() {
      return answer.getHeaders();
    }

    @Override
    public HttpStatusCode getStatusCode() throws IOException {
      return answer.getStatusCode();
    }

    @Override
    public String getStatusText() throws IOException {
      return answer.getStatusText();
    }

    @Override
    public void close() {
      answer.close();
    }
  }

  private static final class BoundedStream extends FilterInputStream {
    private long left;

    BoundedStream(InputStream in, long most) {
      super(in);
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      int found = super.read();
      count(found < 0 ? 0 : 1);
      return found;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int found = super.read(into, offset, length);
      count(Math.max(found, 0));
      return found;
    }

    private void count(int read) throws IOException {
      left -= read;
      if (left < 0) {
        throw new IOException("The answer is larger than ccr.oidc.max-answer");
      }
    }
  }
}
