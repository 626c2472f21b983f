package dev.ccrunner.infra.blob;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes a client that knows what the settings say, and asks nothing and nobody else. */
final class S3Connection {
  private S3Connection() {}

  static S3Client open(S3Settings settings) {
    require("bucket", settings.bucket());
    require("access-key", settings.accessKey());
    require("secret-key", settings.secretKey());
    return S3Client.builder()
        .region(Region.of(settings.region()))
        // Always named: otherwise variables of the environment and files at home may name it.
        .endpointOverride(settings.address())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
        .forcePathStyle(settings.pathStyle())
        .fipsEnabled(false)
        .dualstackEnabled(false)
        // Contents have a hash of their own; what S3 has added lately, other services do not know.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false).expectContinueEnabled(false))
        .overrideConfiguration(common ->
            common
                .defaultProfileFile(ProfileFile.aggregator().build())
                .defaultProfileName("none")
                .retryStrategy(
                    StandardRetryStrategy.builder().maxAttempts(settings.attempts()).build()))
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(settings.connectTimeout())
                .socketTimeout(settings.readTimeout())
                .proxyConfiguration(
                    ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariablesValues(false)
                        .build()))
        .build();
  }

  private static void require(String key, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          "ccr.blobs.s3.%s: expected a value, since ccr.blobs.store is s3, found none"
              .formatted(key));
    }
  }
}
