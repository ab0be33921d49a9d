package org.evenkeel.faults;

import java.time.Instant;
import java.util.Map;

/**
 * One entry of a client's log. Nearly all of it is what the client saw; {@link Cut} is what the
 * harness did to it, which the client may notice much later.
 */
sealed interface Seen {
  Instant at();

  /** How a connection ended in truth. */
  enum Way {
    /** By the button. */
    LEAVE,
    /** The tab was closed: the server's kernel is told. */
    CLOSE,
    /** Without a word: a dead phone, a frozen node, a network that swallows. */
    SILENT,
    /** The node died, or the path was torn; the kernels tell both ends. */
    TORN,
    /** The node said goodbye in good order, and the client went to another. */
    DRAINED
  }

  /**
   * In its seat.
   *
   * @param askedAt when the join or resume was sent
   * @param gate the node it is on
   */
  record Welcomed(Instant at, Instant askedAt, int gate, String seat) implements Seen {}

  /** What the harness did: from now on nothing of this client counts as there. */
  record Cut(Instant at, Way way) implements Seen {}

  /** The client noticed that its connection is gone. */
  record Lost(Instant at, Way way, int code) implements Seen {}

  /**
   * The server said that it is over for this client, which had not asked for that.
   *
   * @param reason of the goodbye
   */
  record Dismissed(Instant at, String reason) implements Seen {}

  /** It goes on purpose, and does not come back. */
  record Going(Instant at, Way way) implements Seen {}

  /** The server has answered the leaving, or the socket is closed. */
  record Gone(Instant at) implements Seen {}

  /**
   * Its copy of the room shows another roster than before.
   *
   * @param states by person; {@code double} for somebody with two seats
   */
  record Roster(Instant at, Map<String, String> states) implements Seen {
    public Roster {
      states = Map.copyOf(states);
    }
  }

  /** The server said that an event is on disk. */
  record Recorded(Instant at, String seat, String event, Instant eventAt) implements Seen {}

  /** A command that was refused, or never answered. */
  record Failed(Instant at, String command, String code) implements Seen {}

  /** A try to come in that did not succeed. */
  record Refused(Instant at, String why) implements Seen {}

  /**
   * A try to come in that it gave up without an answer. Its connection lived until then, and the
   * server may have given it the seat: nobody can say that it was not there.
   */
  record Tried(Instant at, Instant askedAt) implements Seen {}

  /** Something of another room. */
  record Foreign(Instant at, String what) implements Seen {}
}
