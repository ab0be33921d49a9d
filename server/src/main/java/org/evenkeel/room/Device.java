package org.evenkeel.room;

/**
 * A microphone, camera or shared screen. {@code BLOCKED}: the browser or the person's device
 * refuses it.
 */
public enum Device {
  ON,
  OFF,
  BLOCKED;

  /** The same device, not on. */
  Device off() {
    return this == ON ? OFF : this;
  }
}
