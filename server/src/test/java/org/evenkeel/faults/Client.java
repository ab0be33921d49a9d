package org.evenkeel.faults;

import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Somebody in a session, as the browser's page does it: takes a ticket, joins, follows the room,
 * and when the connection is lost comes back by itself on another node, by the ladder and with the
 * deadlines of the page. Writes down what it sees.
 */
final class Client {
  private static final long ANSWER_MS = 4_000;
  private static final long PARTING_MS = 2_000;
  private static final int DRAINING = 1012;
  private static final int REPLACED = 4409;

  private final Phones phones;
  private final Context context;
  private final Person who;
  private final List<Integer> gates;
  private final Journal journal;
  private final Watch watch;
  private final Questions questions;
  private final Saying saying;
  private final Random chance;
  private final Ladder ladder;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  // All below on the context's event loop; what others read is volatile.
  private Call call;
  private Call moving;
  private Call parting;
  private int destination;
  private String token;
  private long commands;
  private long saidBefore;
  private boolean owed;
  private volatile boolean joined;
  private volatile boolean finished;
  private volatile int gate;

  /**
   * @param gates the port of each node as this client reaches it, in the order of the nodes
   * @param first where it begins
   */
  Client(Phones phones, Person who, List<Integer> gates, int first, long seed) {
    this.phones = phones;
    this.context = phones.newContext();
    this.who = who;
    this.gates = List.copyOf(gates);
    this.gate = first % gates.size();
    this.journal = new Journal(who.session(), who.id());
    this.watch = new Watch(who, journal);
    this.questions = new Questions(journal);
    this.saying = new Saying(phones.vertx(), questions, this::send);
    this.chance = new Random(seed);
    this.ladder = new Ladder(chance);
  }

  Journal journal() {
    return journal;
  }

  Person who() {
    return who;
  }

  /** In its seat, as far as it knows. */
  boolean joined() {
    return joined;
  }

  /** It will not come back: it left, was sent away, or was replaced. */
  boolean finished() {
    return finished;
  }

  /** The node it is on, or tries next. */
  int gate() {
    return gate;
  }

  CompletableFuture<Void> over() {
    return over;
  }

  void start() {
    context.runOnContext(
        v -> {
          phones.vertx().setPeriodic(500, this::look);
          connect();
        });
  }

  /** Says how well it hears, as pages do now and then. */
  void say() {
    context.runOnContext(
        v -> {
          if (joined) {
            JsonObject update = new JsonObject().put("type", "update");
            saying.say(update.put("quality", chance.nextInt(5)));
          }
        });
  }

  /** By the button. */
  void leave() {
    context.runOnContext(
        v -> {
          if (finished) {
            return;
          }
          journal.add(new Seen.Going(Journal.now(), Seen.Way.LEAVE));
          finished = true;
          if (!joined) {
            end();
            return;
          }
          joined = false;
          send(new JsonObject().put("type", "leave"));
          phones.vertx().setTimer(ANSWER_MS, t -> end());
        });
  }

  /** The tab is closed: no word of the protocol, but the kernel tells. */
  void closeTab() {
    context.runOnContext(
        v -> {
          journal.add(new Seen.Going(Journal.now(), Seen.Way.CLOSE));
          finished = true;
          joined = false;
          drop();
          end();
        });
  }

  /** Its network fails for a moment; it comes back by itself. */
  void tear() {
    context.runOnContext(
        v -> {
          cut(Seen.Way.TORN);
          lose(Seen.Way.TORN, 0, -1);
        });
  }

  /** The harness takes its path away now. */
  void cut(Seen.Way way) {
    if (joined) {
      journal.add(new Seen.Cut(Journal.now(), way));
    }
  }

  /** The copy of the room at this moment. */
  CompletableFuture<String> roomText() {
    CompletableFuture<String> text = new CompletableFuture<>();
    context.runOnContext(v -> text.complete(watch.text()));
    return text;
  }

  private void end() {
    if (over.complete(null)) {
      journal.add(new Seen.Gone(Journal.now()));
      drop();
    }
  }

  private void connect() {
    if (finished) {
      return;
    }
    Line line = new Line();
    call = line.call = new Call(phones, who, gates.get(gate), line);
    if (token == null) {
      call.join();
    } else {
      call.resume(token);
    }
  }

  /** What comes over the connection that serves, or shall. */
  private final class Line implements Call.Events {
    private Call call;

    @Override
    public void refused(String why) {
      Client.this.refused(why);
    }

    @Override
    public void message(JsonObject message, Instant askedAt) {
      if (call == parting) {
        late(message);
      } else {
        take(message, askedAt);
      }
    }

    @Override
    public void closed(int code) {
      if (call == parting) {
        parted();
      } else {
        Client.this.closed(code);
      }
    }

    @Override
    public void unanswered(Instant askedAt) {
      journal.add(new Seen.Tried(Journal.now(), askedAt));
    }
  }

  /** What comes over a connection that takes the seat along, while another still serves. */
  private final class Move implements Call.Events {
    private Call call;
    private boolean here;

    @Override
    public void refused(String why) {
      if (Client.this.call == null) {
        Client.this.refused(why);
      } else {
        journal.add(new Seen.Refused(Journal.now(), why));
        moving = null;
        saying.release();
        moveWithin(2_000);
      }
    }

    @Override
    public void message(JsonObject message, Instant askedAt) {
      if (call == parting) {
        late(message);
      } else if (here) {
        take(message, askedAt);
      } else if ("welcome".equals(message.getString("type"))) {
        here = true;
        arrived();
        take(message, askedAt);
        saying.release();
      } else if ("error".equals(message.getString("type"))) {
        Call failed = moving;
        refused(message.getString("code"));
        failed.drop();
      } else {
        journal.add(new Seen.Failed(Journal.now(), "before the welcome", message.encode()));
      }
    }

    private void arrived() {
      parted();
      parting = Client.this.call;
      Client.this.call = moving;
      moving = null;
      gate = destination;
      if (joined) {
        joined = false;
        journal.add(new Seen.Lost(Journal.now(), Seen.Way.DRAINED, DRAINING));
      }
      if (parting != null) {
        Call old = parting;
        saidBefore = commands;
        phones.vertx().setTimer(PARTING_MS, t -> parted(old));
      }
    }

    @Override
    public void closed(int code) {
      if (call == parting) {
        parted();
      } else if (here || Client.this.call == null) {
        Client.this.closed(code);
      } else {
        refused("closed with " + code);
      }
    }

    @Override
    public void unanswered(Instant askedAt) {
      journal.add(new Seen.Tried(Journal.now(), askedAt));
    }
  }

  /** What was said by the connection before may still be answered there, and nowhere else. */
  private void late(JsonObject message) {
    switch (message.getString("type")) {
      case "ok" -> questions.answered(message.getLong("re"), null);
      case "error" -> questions.answered(message.getLong("re"), message.getString("code"));
      default -> {}
    }
  }

  private void parted() {
    parted(parting);
  }

  private void parted(Call which) {
    if (which != null && which == parting) {
      parting.drop();
      parting = null;
      questions.abandonedUpTo(saidBefore);
    }
  }

  private void refused(String why) {
    journal.add(new Seen.Refused(Journal.now(), why));
    lose(null, 0, -1);
  }

  private void take(JsonObject message, Instant askedAt) {
    questions.heard();
    switch (message.getString("type")) {
      case "welcome" -> welcome(message, askedAt);
      case "snapshot" -> {
        owed = false;
        watch.snapshot(message.getJsonObject("room"));
      }
      case "change" -> {
        if (!watch.change(message) && !owed) {
          owed = true;
          send(new JsonObject().put("type", "resync"));
        }
      }
      case "recorded" ->
          journal.add(
              new Seen.Recorded(
                  Journal.now(),
                  message.getString("seatId"),
                  message.getString("event"),
                  Instant.parse(message.getString("at"))));
      case "ok" -> answered(message, null);
      case "error" -> answered(message, message.getString("code"));
      case "bye" -> bye(message);
      default -> {}
    }
  }

  private void welcome(JsonObject message, Instant askedAt) {
    token = message.getString("resumeToken");
    joined = true;
    owed = false;
    ladder.joined();
    Instant now = Journal.now();
    journal.add(new Seen.Welcomed(now, askedAt, gate, message.getString("seatId")));
    watch.begins(now, message.getJsonObject("room"));
  }

  private void answered(JsonObject message, String code) {
    if (!joined && !finished) {
      if ("ticket.invalid".equals(code) || "unknown-seat".equals(code)) {
        token = null;
      }
      drop();
      refused(code);
      return;
    }
    if (finished) {
      end();
    } else {
      questions.answered(message.getLong("re"), code);
    }
  }

  private void bye(JsonObject message) {
    String reason = message.getString("reason");
    if ("draining".equals(reason)) {
      moveWithin(Math.max(1, message.getLong("retryMs")));
    } else if ("replaced".equals(reason) && moving != null) {
      unserved();
    } else {
      dismissed(reason);
    }
  }

  private void dismissed(String reason) {
    if (!finished) {
      journal.add(new Seen.Dismissed(Journal.now(), reason));
    }
    finished = true;
    joined = false;
    end();
  }

  /** Takes the seat to another node at a moment by chance; until it is there, this one serves. */
  private void moveWithin(long millis) {
    Call draining = call;
    phones
        .vertx()
        .setTimer(
            1 + chance.nextLong(millis),
            t -> {
              if (call == draining && joined && moving == null) {
                saying.hold(() -> go(draining));
              }
            });
  }

  private void go(Call draining) {
    if (call != draining || !joined || moving != null) {
      saying.release();
      return;
    }
    destination = (gate + 1) % gates.size();
    Move move = new Move();
    moving = move.call = new Call(phones, who, gates.get(destination), move);
    moving.resume(token);
  }

  /** The old connection is gone before the new one is there. */
  private void unserved() {
    if (call != null) {
      call.drop();
      call = null;
    }
    joined = false;
    gate = destination;
    questions.abandoned();
    journal.add(new Seen.Lost(Journal.now(), Seen.Way.DRAINED, DRAINING));
  }

  private void closed(int code) {
    if (!finished && moving != null && call != null) {
      unserved();
      return;
    }
    if (finished || code == REPLACED) {
      dismissed("replaced");
      return;
    }
    lose(code == DRAINING ? Seen.Way.DRAINED : Seen.Way.TORN, code, code == DRAINING ? 0 : -1);
  }

  /**
   * @param exactlyMs when to try again, or less than 0 for the ladder
   */
  private void lose(Seen.Way way, int code, long exactlyMs) {
    drop();
    if (joined) {
      joined = false;
      questions.abandoned();
      journal.add(new Seen.Lost(Journal.now(), way == null ? Seen.Way.TORN : way, code));
      ladder.lost();
    } else if (way != null) {
      journal.add(new Seen.Refused(Journal.now(), "closed with " + code));
    }
    gate = (gate + 1) % gates.size();
    long wait = exactlyMs >= 0 ? exactlyMs : ladder.nextMs();
    phones.vertx().setTimer(Math.max(1, wait), t -> connect());
  }

  private void drop() {
    saying.drop();
    parted();
    if (call != null) {
      call.drop();
      call = null;
    }
    if (moving != null) {
      moving.drop();
      moving = null;
    }
  }

  private void send(JsonObject command) {
    long id = ++commands;
    if (call == null) {
      return;
    }
    if (joined) {
      questions.asked(id);
    }
    call.say(command.put("id", id));
  }

  /** A dead network can look like a quiet room: asks, and gives up where nothing is heard. */
  private void look(long timer) {
    if (finished) {
      phones.vertx().cancelTimer(timer);
    } else if (joined && questions.dead()) {
      lose(Seen.Way.SILENT, 0, -1);
    } else if (joined && questions.quiet()) {
      send(new JsonObject().put("type", "resync"));
    }
  }
}
