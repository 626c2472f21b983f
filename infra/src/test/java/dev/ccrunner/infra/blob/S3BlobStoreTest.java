package dev.ccrunner.infra.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.services.s3.S3Client;

/** Against a real server, in this process. */
class S3BlobStoreTest extends BlobStoreContract {
  private static final AtomicInteger BUCKETS = new AtomicInteger();
  private static LocalS3 server;

  private S3Settings settings;
  private S3BlobStore store;
  private S3Client client;

  @BeforeAll
  static void start() {
    server = LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();
    server.start();
  }

  @AfterAll
  static void stop() {
    server.shutdown();
  }

  @BeforeEach
  void open() {
    settings = settings(server.getPort(), "bucket-" + BUCKETS.incrementAndGet(), "ccr/", "key");
    client = S3Connection.open(settings);
    client.createBucket(create -> create.bucket(settings.bucket()));
    store = new S3BlobStore(settings);
  }

  @AfterEach
  void close() {
    store.close();
    client.close();
  }

  @Override
  BlobStore store() {
    return store;
  }

  static S3Settings settings(int port, String bucket, String prefix, String accessKey) {
    return new S3Settings(
        URI.create("http://127.0.0.1:" + port),
        "us-east-1",
        bucket,
        prefix,
        accessKey,
        "secret",
        true,
        DataSize.ofMegabytes(8),
        DataSize.ofMegabytes(5),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        2);
  }

  @Test
  void leavesAloneWhatIsNotItsOwn() throws IOException {
    client.putObject(
        put -> put.bucket(settings.bucket()).key("somebody/elses"),
        software.amazon.awssdk.core.sync.RequestBody.fromString("x"));
    client.putObject(
        put -> put.bucket(settings.bucket()).key("ccr/readme.txt"),
        software.amazon.awssdk.core.sync.RequestBody.fromString("x"));

    assertThat(all()).isEmpty();
  }

  @Test
  void saysThatTheServiceIsAway() throws IOException {
    var content = Files.writeString(folder.resolve("c"), "c");
    String key = "team_a/files/" + hash("c");
    try (var away = new S3BlobStore(settings(1, "b", "", "key"))) {
      assertThatThrownBy(() -> away.put(key, content))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(key);
      assertThatThrownBy(() -> away.open(key, 0, 1).close())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(BlobMissing.class);
    }
  }

  /** The environment of a machine in a cloud would answer for whoever does not say who it is. */
  @Test
  void isNobodyWithoutSettings() {
    var nobody = settings(1, "b", "", " ");

    assertThatThrownBy(() -> new S3BlobStore(nobody).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ccr.blobs.s3.access-key");
  }

  @Test
  void showsNoKeyInItsSettings() {
    assertThat(settings.toString()).doesNotContain("secret").doesNotContain("key");
  }
}
