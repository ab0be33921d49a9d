package org.evenkeel.store;

import java.util.List;

/**
 * A refusal that goes to the client as {@code application/problem+json}. Thrown for control flow,
 * so it carries no stack trace.
 */
public final class Problem extends RuntimeException {
  private final int status;
  private final String code;
  private final List<FieldError> errors;
  private final long retrySeconds;

  /**
   * What is wrong with one field.
   *
   * @param field its path, for instance {@code hostIds[2]}
   * @param detail plain words; does not repeat the value
   */
  public record FieldError(String field, String detail) {}

  /**
   * @param status the HTTP status
   * @param code the stable word of {@code urn:evenkeel:problem:<code>}
   * @param detail plain words for the person; names nobody
   */
  public Problem(int status, String code, String detail) {
    this(status, code, detail, List.of());
  }

  public Problem(int status, String code, String detail, List<FieldError> errors) {
    this(status, code, detail, errors, status == 503 ? 5 : status == 429 ? 60 : 0);
  }

  private Problem(
      int status, String code, String detail, List<FieldError> errors, long retrySeconds) {
    super(detail, null, false, false);
    this.retrySeconds = retrySeconds;
    this.status = status;
    this.code = code;
    this.errors = List.copyOf(errors);
  }

  /** There were too many requests; another makes sense after so many seconds. */
  public static Problem tooMany(String detail, long retrySeconds) {
    return new Problem(429, "rate-limited", detail, List.of(), retrySeconds);
  }

  /** The request is well formed and still cannot be: says what is wrong with which field. */
  public static Problem invalid(List<FieldError> errors) {
    return new Problem(422, "invalid", "Some of what was sent cannot be taken as it is.", errors);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String detail() {
    return getMessage();
  }

  public List<FieldError> errors() {
    return errors;
  }

  /** When it makes sense to try the same again; 0 where it never does. */
  public long retrySeconds() {
    return retrySeconds;
  }
}
