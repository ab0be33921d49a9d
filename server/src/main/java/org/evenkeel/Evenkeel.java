package org.evenkeel;

/** Will start one node. Until the HTTP side is there it says so, and fails. */
public final class Evenkeel {
  private Evenkeel() {}

  public static void main(String[] args) {
    System.err.println(
        "evenkeel: this version cannot be run yet; 'mvn verify' tests what there is");
    System.exit(1);
  }
}
