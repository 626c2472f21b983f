package dev.ccrunner.gateway.problem;

import dev.ccrunner.infra.away.Outage;
import dev.ccrunner.infra.blob.BlobsNotConfigured;
import dev.ccrunner.infra.blob.BlobsUnavailable;
import java.io.EOFException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Says in the caller's words what an exception of Spring, Jetty or the database means. */
final class ProblemTranslation {
  private static final Logger log = LoggerFactory.getLogger(ProblemTranslation.class);

  /** Each request would log the same otherwise. */
  private static final Outage OUTAGE = new Outage();

  private static final Outage STORE_OUTAGE = new Outage();

  private ProblemTranslation() {}

  static ProblemException of(Throwable e) {
    return switch (e) {
      case ProblemException problem -> problem;
      case HttpRequestMethodNotSupportedException method -> methodNotAllowed(method);
      case HttpMediaTypeNotAcceptableException accept -> notAcceptable(accept);
      case HttpMediaTypeNotSupportedException media -> unsupportedMediaType(media);
      case MissingServletRequestParameterException missing ->
          ProblemException.of(
              ErrorCode.INVALID_PARAMETER,
              "Expected the query parameter " + missing.getParameterName() + ", found none.");
      case MethodArgumentTypeMismatchException mismatch -> wrongParameter(mismatch);
      case CannotCreateTransactionException _,
          TransactionSystemException _,
          DataAccessResourceFailureException _,
          TransientDataAccessException _ ->
          unavailable(e);
      case ErrorResponse response -> ofStatus(response.getStatusCode().value());
      case HttpException http -> ofStatus(http.getCode());
      case BlobsNotConfigured missing ->
          ProblemException.of(
              ErrorCode.FILES_NOT_CONFIGURED,
              missing.getMessage() + ". Whoever runs this service has to set one.");
      case BlobsUnavailable store -> storeIsAway(store);
      case EOFException _ ->
          ProblemException.of(
              ErrorCode.BAD_REQUEST, "The body ended before the length its headers announce.");
      default -> databaseIsAway(e) ? unavailable(e) : unexpected(e);
    };
  }

  /**
   * Spring translates most of what a driver says, but not that a pool has no connection to give.
   */
  private static boolean databaseIsAway(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientException
          || cause instanceof SQLRecoverableException
          || cause instanceof SQLNonTransientConnectionException
          || (cause instanceof SQLException sql && connectionIsLost(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /** Classes of SQL states: connection exception, insufficient resources, operator intervention. */
  private static boolean connectionIsLost(@Nullable String state) {
    return state != null
        && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57"));
  }

  static ProblemException ofStatus(int status) {
    ErrorCode code = ErrorCode.ofStatus(status);
    return ProblemException.of(
        code,
        switch (code) {
          case NOT_FOUND -> "Expected one of the paths in /v1/openapi.json.";
          case BAD_REQUEST -> "Expected a valid HTTP request, found one that cannot be read.";
          case URI_TOO_LONG, HEADERS_TOO_LARGE ->
              "Expected the request line and all headers to fit into the server's header buffer.";
          case INTERNAL_ERROR -> "Something went wrong here. Quote the request id in a report.";
          default -> code.title() + ".";
        });
  }

  private static ProblemException methodNotAllowed(HttpRequestMethodNotSupportedException e) {
    Set<HttpMethod> supported = e.getSupportedHttpMethods();
    String allowed =
        supported == null
            ? ""
            : supported.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
    return ProblemException.of(
            ErrorCode.METHOD_NOT_ALLOWED,
            "Expected %s, found %s.".formatted(allowed, e.getMethod()))
        .withHeader("Allow", allowed);
  }

  private static ProblemException notAcceptable(HttpMediaTypeNotAcceptableException e) {
    return ProblemException.of(
        ErrorCode.NOT_ACCEPTABLE,
        "Expected Accept to allow %s."
            .formatted(
                e.getSupportedMediaTypes().isEmpty()
                    ? MediaType.APPLICATION_JSON_VALUE
                    : MediaType.toString(e.getSupportedMediaTypes())));
  }

  private static ProblemException unsupportedMediaType(HttpMediaTypeNotSupportedException e) {
    return ProblemException.of(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        "Expected Content-Type: application/json, found %s.".formatted(e.getContentType()));
  }

  private static ProblemException wrongParameter(MethodArgumentTypeMismatchException e) {
    Class<?> expected = e.getRequiredType();
    return ProblemException.of(
        ErrorCode.INVALID_PARAMETER,
        "%s: expected %s, found '%s'."
            .formatted(
                e.getName(),
                expected == null ? "another type" : words(expected),
                Shown.shortly(String.valueOf(e.getValue()))));
  }

  private static String words(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    return Number.class.isAssignableFrom(type) || type.isPrimitive() ? "a number" : "another form";
  }

  private static ProblemException unavailable(Throwable e) {
    OUTAGE
        .failed()
        .ifPresent(soFar ->
            log.warn(
                "PostgreSQL does not answer, for {} s so far; clients are told to try again",
                soFar.toSeconds(),
                e));
    return ProblemException.of(ErrorCode.UNAVAILABLE, "The database does not answer. Try again.")
        .withHeader("Retry-After", "2");
  }

  private static ProblemException storeIsAway(BlobsUnavailable e) {
    STORE_OUTAGE
        .failed()
        .ifPresent(soFar ->
            log.warn(
                "The store of contents fails, for {} s so far; clients are told to try again",
                soFar.toSeconds(),
                e));
    return ProblemException.of(
            ErrorCode.UNAVAILABLE, "The store of contents does not answer. Try again.")
        .withHeader("Retry-After", "2");
  }

  private static ProblemException unexpected(Throwable e) {
    log.error("A request failed unexpectedly; the client gets internal_error", e);
    return ofStatus(500);
  }
}
