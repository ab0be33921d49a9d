package org.evenkeel.store;

/**
 * A refusal that goes to the client as {@code application/problem+json}. Thrown for control flow,
 * so it carries no stack trace.
 */
public final class Problem extends RuntimeException {
  private final int status;
  private final String code;

  /**
   * @param status the HTTP status
   * @param code the stable word of {@code urn:evenkeel:problem:<code>}
   * @param detail plain words for the person; names nobody
   */
  public Problem(int status, String code, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
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
}
