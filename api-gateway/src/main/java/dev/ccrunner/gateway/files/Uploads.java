package dev.ccrunner.gateway.files;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.team.TeamId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * Takes uploads in: as a form, as browsers send it, or as a body that is the file. What comes goes
 * straight on to the store and is never in memory as a whole.
 */
@Component
class Uploads {
  /** A form is a little larger than the file in it. */
  private static final long FORM = 64 * 1024;

  private final Blobs blobs;
  private final FileSettings settings;
  private final UploadTerms terms;
  private final Ticker ticker;
  private final Semaphore places;

  Uploads(Blobs blobs, FileSettings settings) {
    this.blobs = blobs;
    this.settings = settings;
    this.terms = new UploadTerms(settings);
    this.ticker = Ticker.SYSTEM;
    this.places = new Semaphore(settings.maxUploads());
  }

  /** Reads the request to its end. */
  Upload take(TeamId team, QueryParameters query, HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > settings.maxSize().toBytes() + FORM) {
      throw tooLarge();
    }
    if (!places.tryAcquire()) {
      throw ProblemException.of(
              ErrorCode.TOO_MANY_UPLOADS,
              "Expected fewer than %d uploads at once (ccr.files.max-uploads). Try again."
                  .formatted(settings.maxUploads()))
          .withHeader("Retry-After", "2");
    }
    try {
      var body = new TimedStream(request.getInputStream(), ticker, settings.uploadWithin());
      String type = request.getContentType() == null ? "" : request.getContentType();
      return type.toLowerCase(Locale.ROOT).startsWith("multipart/")
          ? new UploadForm(request, body, query).read(file -> keep(team, file), terms)
          : takeBody(team, query, type, body);
    } finally {
      places.release();
    }
  }

  private Upload takeBody(TeamId team, QueryParameters query, String type, InputStream body)
      throws IOException {
    if (type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
      throw ProblemException.of(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Expected multipart/form-data, or the file itself with its own Content-Type, found '%s'."
              .formatted(Shown.shortly(type)));
    }
    // Checked before the file is read: who has to send it again should know soon.
    String name = UploadTerms.name(query.value("name").orElse(null));
    String mediaType = UploadTerms.mediaType(type);
    var keep = terms.keep(query.value("expires_after").orElse(null));
    return new Upload(name, mediaType, keep, keep(team, body));
  }

  private StoredBlob keep(TeamId team, InputStream content) throws IOException {
    try {
      return blobs.keep(new BlobOwner.Team(team), content, settings.maxSize().toBytes());
    } catch (BlobRefused refused) {
      throw switch (refused.bound()) {
        case CONTENT -> tooLarge();
        case TEAM ->
            ProblemException.of(
                ErrorCode.STORAGE_FULL,
                "Expected the contents of the team to take at most %d bytes together (ccr.blobs.quota-per-team), found that this file would be more. Delete files first; their room is free after a while."
                    .formatted(refused.most()));
      };
    }
  }

  private ProblemException tooLarge() {
    return ProblemException.of(
        ErrorCode.FILE_TOO_LARGE,
        "Expected a file of at most %d bytes (ccr.files.max-size), found more."
            .formatted(settings.maxSize().toBytes()));
  }
}
