package dev.ccrunner.infra.blob;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The service that keeps contents with {@code ccr.blobs.store=s3}. Nothing else is asked who we
 * are: not the environment variables, files and metadata services of a cloud.
 *
 * @param endpoint its address, such as {@code https://s3.example.org}; none: that of AWS in the
 *     region
 * @param region its region
 * @param bucket the bucket, which has to be there
 * @param prefix what all keys begin with, such as {@code ccr/}, where the bucket has other things
 *     too; none: nothing
 * @param accessKey who we are there
 * @param secretKey what proves it
 * @param pathStyle whether the bucket is in the path and not in the name of the host; most services
 *     that are not AWS want it so
 * @param multipartFrom a content of this size or more is sent in parts
 * @param partSize how large these are, at least 5MB
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long the service may say nothing
 * @param attempts how often a request is sent before it has failed
 */
@Validated
@ConfigurationProperties("ccr.blobs.s3")
public record S3Settings(
    @Nullable URI endpoint,
    @NotNull @DefaultValue("us-east-1") String region,
    @NotNull @DefaultValue("") String bucket,
    @NotNull @DefaultValue("") String prefix,
    @NotNull @DefaultValue("") String accessKey,
    @NotNull @DefaultValue("") String secretKey,
    @DefaultValue("false") boolean pathStyle,
    @NotNull @DefaultValue("64MB") DataSize multipartFrom,
    @NotNull @DefaultValue("16MB") DataSize partSize,
    @NotNull @DurationMin(millis = 1) @DefaultValue("5s") Duration connectTimeout,
    @NotNull @DurationMin(millis = 1) @DefaultValue("30s") Duration readTimeout,
    @Min(1) @DefaultValue("3") int attempts) {
  /** Less than this S3 does not take but as the last part. */
  private static final long LEAST_PART = 5L << 20;

  public S3Settings {
    if (partSize.toBytes() < LEAST_PART) {
      throw new IllegalArgumentException(
          "ccr.blobs.s3.part-size: expected at least 5MB, found " + partSize);
    }
  }

  /** Where the service is. */
  URI address() {
    return endpoint == null
        ? URI.create("https://s3.%s.amazonaws.com".formatted(region))
        : endpoint;
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "S3Settings[endpoint=%s, bucket=%s, prefix=%s]".formatted(address(), bucket, prefix);
  }
}
