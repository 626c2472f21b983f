package dev.ccrunner.gateway.problem;

import java.net.URI;
import java.util.Locale;

/**
 * Every way in which a request can be refused. The names are part of the API: they are added to,
 * never renamed.
 */
public enum ErrorCode {
  /** The request is broken before anybody looks at what it asks for. */
  BAD_REQUEST(400, "The request is not valid HTTP", false),
  /** The body is not JSON, or not the kind of JSON value that is expected. */
  MALFORMED_JSON(400, "The body is not well-formed JSON", false),
  /** One object of the body has the same field twice. */
  DUPLICATE_FIELD(400, "A field is given twice", false),
  /** The body has a field that does not exist. */
  UNKNOWN_FIELD(400, "A field does not exist", false),
  /** The body has a field that exists in the API, but not yet in this version. */
  UNSUPPORTED_FIELD(400, "A field is not supported by this version", false),
  /** The body lacks a field that must be there. */
  MISSING_FIELD(400, "A field is missing", false),
  /** A field has a wrong type or a value that is not allowed. */
  INVALID_FIELD(400, "A field has an invalid value", false),
  /** The URL has a query parameter that does not exist. */
  UNKNOWN_PARAMETER(400, "A query parameter does not exist", false),
  /** The URL has a query parameter that exists in the API, but not yet in this version. */
  UNSUPPORTED_PARAMETER(400, "A query parameter is not supported by this version", false),
  /** A query parameter has a value that is not allowed. */
  INVALID_PARAMETER(400, "A query parameter has an invalid value", false),
  /** A header has a value that is not allowed. */
  INVALID_HEADER(400, "A header has an invalid value", false),
  /** The body is announced as a form with a file, and is not one. */
  MALFORMED_UPLOAD(400, "The upload is not well-formed", false),
  /** The file is no export of a session, or it is not taken as it is. */
  MALFORMED_ARCHIVE(400, "The archive is not one of a session", false),
  /** The cursor was not issued by this service for this list and these filters. */
  BAD_CURSOR(400, "The cursor is not valid", false),
  /** The URL holds an API key, where logs and histories would keep it. */
  KEY_IN_URL(400, "An API key must not be part of the URL", false),
  /** The way back of no sign-in that this browser has begun lately. */
  SIGN_IN_STALE(400, "The sign-in is not valid any more", false),
  /** There is neither key nor session, or not one that is valid now. */
  UNAUTHENTICATED(401, "A valid API key or session is needed", false),
  /** E-mail and password do not belong together, or to nobody. */
  WRONG_CREDENTIALS(401, "E-mail or password is wrong", false),
  /** The identity provider did not vouch for anybody, or not in a way that can be trusted. */
  SIGN_IN_FAILED(401, "The identity provider did not say who this is", false),
  /** A budget has nothing left before its period ends. */
  BUDGET_EXHAUSTED(402, "A budget is used up", true),
  /** The identity provider does not say that the address is verified. */
  EMAIL_NOT_VERIFIED(403, "The e-mail address is not verified", false),
  /** Nothing lets this person into a team, or the account is closed. */
  NO_ACCESS(403, "There is no access for this person", false),
  /** People sign in by an identity provider only. */
  PASSWORDS_OFF(403, "Passwords are switched off", false),
  /** The caller lacks the scope that this takes, or wants to give more than it has. */
  FORBIDDEN(403, "The caller may not do this", false),
  /** The key is only good for addresses that the request does not come from. */
  ADDRESS_NOT_ALLOWED(403, "The API key may not be used from this address", false),
  /** A write that comes with the cookie of a session lacks the session's token. */
  CSRF_TOKEN_NEEDED(403, "The token of the session is needed", false),
  /** Only a person who is signed in can do this, and no key. */
  SESSION_NEEDED(403, "Only a person who is signed in can do this", false),
  /** Passwords and sessions are for HTTPS, or for the machine itself. */
  HTTPS_NEEDED(403, "This takes HTTPS", false),
  /** The run asks for more than the policy of its team, or its key, allows. */
  POLICY_EXCEEDED(403, "The request asks for more than is allowed", false),
  /** There is nothing at this path. */
  NOT_FOUND(404, "There is nothing at this path", false),
  /** The caller speaks for no such team. */
  TEAM_NOT_FOUND(404, "There is no such team", false),
  /** The team has no such run. */
  RUN_NOT_FOUND(404, "There is no such run", false),
  /** The caller may see no such account, or the team has no such member. */
  USER_NOT_FOUND(404, "There is no such user", false),
  /** The team has no such invitation. */
  INVITATION_NOT_FOUND(404, "There is no such invitation", false),
  /** No identity provider of this id is configured. */
  PROVIDER_NOT_FOUND(404, "There is no such identity provider", false),
  /** The token was never issued, was used, or is too old. */
  LINK_NOT_VALID(404, "The link is not valid", false),
  /** The caller may see no such API key. */
  API_KEY_NOT_FOUND(404, "There is no such API key", false),
  /** The team has no such key or person. */
  SUBJECT_NOT_FOUND(404, "There is no such key, user or team", false),
  /** No limits are set for this key, person or team. */
  LIMIT_NOT_FOUND(404, "No limits are set here", false),
  /** There is no budget for this key, person or team and period. */
  BUDGET_NOT_FOUND(404, "There is no such budget", false),
  /** No such worker is alive. */
  WORKER_NOT_FOUND(404, "There is no such worker", false),
  /** The team has no such session. */
  SESSION_NOT_FOUND(404, "There is no such session", false),
  /** The team has no such secret. */
  SECRET_NOT_FOUND(404, "There is no such secret", false),
  /** The team has no such file. */
  FILE_NOT_FOUND(404, "There is no such file", false),
  /** The run has left no such artifact. */
  ARTIFACT_NOT_FOUND(404, "There is no such artifact", false),
  /** The run has left nothing of this kind, or has not yet. */
  OUTPUT_NOT_FOUND(404, "The run has left nothing of this kind", false),
  /** The path exists, but not for this method. */
  METHOD_NOT_ALLOWED(405, "The method is not allowed here", false),
  /** None of the media types in Accept can be made. */
  NOT_ACCEPTABLE(406, "None of the accepted media types is available", false),
  /** An upload did not end in time. */
  UPLOAD_TOO_SLOW(408, "The upload took too long", true),
  /** A request with the same idempotency key is being worked on. */
  IDEMPOTENCY_IN_PROGRESS(409, "A request with this idempotency key is still in flight", true),
  /** Somebody has this address already. */
  EMAIL_TAKEN(409, "The e-mail address is taken", false),
  /** Without this person nobody could look after the team, or the installation. */
  LAST_OWNER(409, "The last owner cannot go", false),
  /** The API key was revoked, so it can neither be changed nor rotated. */
  API_KEY_REVOKED(409, "The API key was revoked", false),
  /** The run has ended or is being ended, so nothing can be said to it any more. */
  RUN_NOT_ACTIVE(409, "The run takes no messages any more", false),
  /** The session is archived, so it takes no runs. */
  SESSION_ARCHIVED(409, "The session is archived", false),
  /** What the run leaves is not known before it has ended. */
  RUN_NOT_ENDED(409, "The run goes on", true),
  /** What was left at that moment is not kept, or not any more. */
  STATE_NOT_KEPT(409, "What is asked for is not kept", false),
  /** A run of the session has not ended. */
  SESSION_ACTIVE(409, "A run of the session goes on", true),
  /** The team has another secret of this name. */
  SECRET_NAME_TAKEN(409, "The team has a secret of this name", false),
  /** The team has as many secrets as it may have. */
  TOO_MANY_SECRETS(409, "The team has too many secrets", false),
  /** The value cannot be opened, so it cannot be sealed anew: it has to be sent again. */
  SECRET_UNREADABLE(409, "The secret cannot be opened", false),
  /** What the team keeps takes as much room as it may. */
  STORAGE_FULL(409, "The team's storage is full", false),
  /** Somebody has changed the object since its ETag was read. */
  PRECONDITION_FAILED(412, "The object has changed meanwhile", false),
  /** The body is larger than any request may be. */
  BODY_TOO_LARGE(413, "The body is too large", false),
  /** The file is larger than a file may be. */
  FILE_TOO_LARGE(413, "The file is too large", false),
  /** The prompt is larger than a prompt may be. */
  PROMPT_TOO_LARGE(413, "The prompt is too large", false),
  /** The message is larger than a message may be. */
  MESSAGE_TOO_LARGE(413, "The message is too large", false),
  /** The URL is too long. */
  URI_TOO_LONG(414, "The URL is too long", false),
  /** The body is not declared as JSON. */
  UNSUPPORTED_MEDIA_TYPE(415, "The media type of the body is not supported", false),
  /** The content has no such bytes. */
  RANGE_NOT_SATISFIABLE(416, "The range is not in the content", false),
  /** The idempotency key was used for another request. */
  IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request", false),
  /** Adding up the report would take longer than it may. */
  REPORT_TOO_LARGE(422, "The report asks for too much", false),
  /** As many messages wait for the run as may wait. */
  TOO_MANY_MESSAGES(429, "Too many messages wait for this run", true),
  /** More requests came than may within a minute. */
  RATE_LIMITED(429, "Too many requests", true),
  /** As many runs of this key, person or team wait as may. */
  TOO_MANY_QUEUED_RUNS(429, "Too many runs of this key, user or team wait", true),
  /** Too many wrong passwords, or wrong keys, in a short time. */
  TOO_MANY_ATTEMPTS(429, "Too many attempts", true),
  /** As many uploads go on at this gateway as may. */
  TOO_MANY_UPLOADS(429, "Too many uploads at once", true),
  /** The headers are larger than they may be. */
  HEADERS_TOO_LARGE(431, "The headers are too large", false),
  /** A defect of this service. */
  INTERNAL_ERROR(500, "The service has failed", true),
  /** As many runs wait as may wait. */
  QUEUE_FULL(503, "Too many runs are waiting", true),
  /** There is no key to seal secrets with. */
  SECRETS_NOT_CONFIGURED(503, "No key for secrets is configured", false),
  /** There is no place for files and what runs leave. */
  FILES_NOT_CONFIGURED(503, "No place for files is configured", false),
  /** The identity provider does not answer, or not as it should. */
  PROVIDER_UNAVAILABLE(503, "The identity provider is not available", true),
  /** Something this service needs does not answer. */
  UNAVAILABLE(503, "The service is not available for the moment", true);

  private final int status;
  private final String title;
  private final boolean retryable;

  ErrorCode(int status, String title, boolean retryable) {
    this.status = status;
    this.title = title;
    this.retryable = retryable;
  }

  /** The HTTP status it is answered with. */
  public int status() {
    return status;
  }

  /** What it means, the same for every occurrence. */
  public String title() {
    return title;
  }

  /** Whether the very same request may succeed at another time. */
  public boolean retryable() {
    return retryable;
  }

  /** The name in the API, for example {@code unknown_field}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name as a URI that identifies, and locates nothing. */
  URI type() {
    return URI.create("urn:ccr:problem:" + wireName());
  }

  /** The code for an error that only has a status: one of the servlet container's own. */
  static ErrorCode ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 412 -> PRECONDITION_FAILED;
      case 413 -> BODY_TOO_LARGE;
      case 414 -> URI_TOO_LONG;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 429 -> TOO_MANY_ATTEMPTS;
      case 431 -> HEADERS_TOO_LARGE;
      case 503 -> UNAVAILABLE;
      // A transfer coding or an HTTP version that nobody has: Jetty's 5xx for a client's mistake.
      case 501, 505 -> BAD_REQUEST;
      default -> status < 500 ? BAD_REQUEST : INTERNAL_ERROR;
    };
  }
}
