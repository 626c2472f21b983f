package dev.ccrunner.infra.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Contents as objects of a bucket. An object appears whole when its last byte has arrived; one that
 * is sent in parts, when all of them are put together.
 */
final class S3BlobStore implements BlobStore {
  private static final Logger log = LoggerFactory.getLogger(S3BlobStore.class);
  private static final String BYTES = "application/octet-stream";
  private static final int NOT_IMPLEMENTED = 501;

  private final S3Client client;
  private final S3Settings settings;

  S3BlobStore(S3Settings settings) {
    this.settings = settings;
    this.client = S3Connection.open(settings);
  }

  @Override
  public void put(String key, Path content) throws IOException {
    String name = name(key);
    try {
      if (Files.size(content) < settings.multipartFrom().toBytes()) {
        client.putObject(
            put -> put.bucket(settings.bucket()).key(name).contentType(BYTES),
            RequestBody.fromFile(content));
      } else {
        putInParts(name, content);
      }
    } catch (SdkException | UncheckedIOException e) {
      throw failed("put", key, e);
    }
  }

  private void putInParts(String name, Path content) throws IOException {
    String upload =
        client
            .createMultipartUpload(
                create -> create.bucket(settings.bucket()).key(name).contentType(BYTES))
            .uploadId();
    try {
      var parts = sendParts(name, content, upload);
      client.completeMultipartUpload(complete ->
          complete
              .bucket(settings.bucket())
              .key(name)
              .uploadId(upload)
              .multipartUpload(all -> all.parts(parts)));
    } catch (SdkException | UncheckedIOException | IOException e) {
      abort(name, upload);
      throw e;
    }
  }

  private List<CompletedPart> sendParts(String name, Path content, String upload)
      throws IOException {
    long size = Files.size(content);
    long step = settings.partSize().toBytes();
    var parts = new ArrayList<CompletedPart>();
    for (long from = 0; from < size; from += step) {
      int number = parts.size() + 1;
      long start = from;
      long length = Math.min(step, size - from);
      String tag =
          client
              .uploadPart(
                  part ->
                      part.bucket(settings.bucket())
                          .key(name)
                          .uploadId(upload)
                          .partNumber(number)
                          .contentLength(length),
                  RequestBody.fromContentProvider(
                      () -> part(content, start, length), length, BYTES))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }
    return parts;
  }

  private static InputStream part(Path content, long from, long length) {
    try {
      var channel = FileChannel.open(content, StandardOpenOption.READ);
      return new BoundedStream(Channels.newInputStream(channel.position(from)), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it leaves otherwise is paid for, and shown nowhere. */
  private void abort(String name, String upload) {
    try {
      client.abortMultipartUpload(
          abort -> abort.bucket(settings.bucket()).key(name).uploadId(upload));
    } catch (SdkException e) {
      log.warn("Parts of {} are left in the store; they are looked for later", name, e);
    }
  }

  @Override
  public InputStream open(String key, long from, long length) throws IOException {
    String name = name(key);
    try {
      if (length <= 0) {
        // There is no way to ask for nothing.
        client.headObject(head -> head.bucket(settings.bucket()).key(name));
        return InputStream.nullInputStream();
      }
      var object =
          client.getObject(get -> {
            get.bucket(settings.bucket()).key(name);
            if (from > 0) {
              get.range("bytes=%d-%d".formatted(from, from + length - 1));
            }
          });
      return new BoundedStream(object, length) {
        /** Without reading the rest, which may be gigabytes. */
        @Override
        public void close() throws IOException {
          if (!exhausted()) {
            object.abort();
          }
          super.close();
        }
      };
    } catch (NoSuchKeyException _) {
      throw new BlobMissing(key);
    } catch (SdkException e) {
      throw failed("get", key, e);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    String name = name(key);
    try {
      client.deleteObject(delete -> delete.bucket(settings.bucket()).key(name));
    } catch (SdkException e) {
      throw failed("delete", key, e);
    }
  }

  @Override
  public Iterator<Listed> list() {
    var objects =
        client
            .listObjectsV2Paginator(
                list -> list.bucket(settings.bucket()).prefix(settings.prefix()))
            .contents()
            .stream()
            .filter(object -> object.key().startsWith(settings.prefix()))
            .map(object ->
                new Listed(
                    object.key().substring(settings.prefix().length()),
                    object.size(),
                    object.lastModified()))
            .filter(listed -> BlobKey.valid(listed.key()))
            .iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        try {
          return objects.hasNext();
        } catch (SdkException e) {
          throw new UncheckedIOException(failed("list", settings.prefix(), e));
        }
      }

      @Override
      public Listed next() {
        return objects.next();
      }
    };
  }

  @Override
  public void removeLeftovers(Instant before) throws IOException {
    try {
      client
          .listMultipartUploadsPaginator(
              list -> list.bucket(settings.bucket()).prefix(settings.prefix()))
          .uploads()
          .stream()
          .filter(upload -> upload.initiated().isBefore(before))
          .toList()
          .forEach(upload -> abort(upload.key(), upload.uploadId()));
    } catch (S3Exception e) {
      if (e.statusCode() != NOT_IMPLEMENTED) {
        throw failed("list the uploads of", settings.prefix(), e);
      }
    } catch (SdkException e) {
      throw failed("list the uploads of", settings.prefix(), e);
    }
  }

  private String name(String key) {
    return settings.prefix() + BlobKey.checked(key);
  }

  private static IOException failed(String verb, String key, RuntimeException e) {
    return new IOException(
        "The blob store did not %s %s: %s".formatted(verb, key, e.getMessage()), e);
  }

  @Override
  public void close() {
    client.close();
  }
}
