package org.evenkeel;

/** Starts one node. */
public final class Evenkeel {
  private Evenkeel() {}

  public static void main(String[] args) {}
}
