package org.evenkeel.room;

import static org.evenkeel.room.MatrixCommands.NEWCOMER;
import static org.evenkeel.room.RoomFixture.COHOST;
import static org.evenkeel.room.RoomFixture.HOST;
import static org.evenkeel.room.RoomFixture.room;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may do what, in each phase: every command of every standing, with its exact answer. */
class RoleMatrixTest {
  /** The columns: who speaks. The last three speak for nobody who is in the room. */
  private static final Map<String, String> SPEAKERS = new LinkedHashMap<>();

  static {
    SPEAKERS.put("host", HOST);
    SPEAKERS.put("cohost", COHOST);
    SPEAKERS.put("partic", "Maya R.");
    SPEAKERS.put("family", "Aunt");
    SPEAKERS.put("observ", "Intern");
    SPEAKERS.put("interp", "Interpreter");
    SPEAKERS.put("waiting", "At the door");
    SPEAKERS.put("lost", "Lost");
    SPEAKERS.put("strangr", "Nobody");
  }

  private static final Map<String, RoomError> WORDS =
      Map.of(
          "no", RoomError.NOT_ALLOWED,
          "unknown", RoomError.UNKNOWN_SEAT,
          "away", RoomError.UNAVAILABLE);

  private static final Map<String, BiFunction<RoomFixture, Long, RoomCommand>> COMMANDS =
      MatrixCommands.all();

  private static final String OPEN =
      """
      command            host    cohost  partic  family  observ  interp  waiting lost  strangr
      hand-up            ok      ok      ok      ok      no      ok      no      no    no
      hand-down          ok      ok      ok      ok      ok      ok      ok      no    no
      audio-on           ok      ok      ok      ok      no      ok      ok      no    no
      audio-blocked      ok      ok      ok      ok      ok      ok      ok      no    no
      video-on           ok      ok      ok      ok      no      ok      ok      no    no
      screen-on          ok      ok      ok      ok      no      ok      ok      no    no
      quality            ok      ok      ok      ok      ok      ok      ok      no    no
      chat-all           ok      ok      ok      ok      no      ok      no      no    no
      chat-hosts         ok      ok      ok      ok      ok      ok      ok      no    no
      chat-host          ok      ok      ok      ok      ok      ok      unknown no    no
      chat-peer          ok      ok      no      no      no      no      unknown no    no
      chat-door          ok      ok      unknown unknown unknown unknown unknown no    no
      chat-lost          no      no      no      no      no      no      unknown no    no
      chat-nobody        unknown unknown unknown unknown unknown unknown unknown no    no
      distress           ok      ok      ok      ok      ok      ok      ok      no    no
      admit              ok      ok      no      no      no      no      no      no    no
      admit-inside       ok      ok      no      no      no      no      no      no    no
      admit-nobody       unknown unknown no      no      no      no      no      no    no
      admit-lost-door    unknown unknown no      no      no      no      no      no    no
      decline            ok      ok      no      no      no      no      no      no    no
      decline-inside     no      no      no      no      no      no      no      no    no
      decline-nobody     unknown unknown no      no      no      no      no      no    no
      remove             ok      ok      no      no      no      no      no      no    no
      remove-door        ok      ok      no      no      no      no      no      no    no
      remove-lost        ok      ok      no      no      no      no      no      no    no
      remove-host        no      no      no      no      no      no      no      no    no
      remove-cohost      ok      ok      no      no      no      no      no      no    no
      remove-nobody      unknown unknown no      no      no      no      no      no    no
      ban                ok      ok      no      no      no      no      no      no    no
      lower-hand         ok      ok      no      no      no      no      no      no    no
      mute               ok      ok      no      no      no      no      no      no    no
      stop-video         ok      ok      no      no      no      no      no      no    no
      mute-nobody        unknown unknown no      no      no      no      no      no    no
      spotlight          ok      ok      no      no      no      no      no      no    no
      spotlight-door     no      no      no      no      no      no      no      no    no
      spotlight-off      ok      ok      no      no      no      no      no      no    no
      spotlight-nobody   unknown unknown no      no      no      no      no      no    no
      mute-all           ok      ok      no      no      no      no      no      no    no
      lock               ok      ok      no      no      no      no      no      no    no
      unlock             ok      ok      no      no      no      no      no      no    no
      open               ok      ok      no      no      no      no      no      no    no
      end                ok      ok      no      no      no      no      no      no    no
      make-cohost        ok      no      no      no      no      no      no      no    no
      make-host          ok      no      no      no      no      no      no      no    no
      make-observer      ok      no      no      no      no      no      no      no    no
      make-family        no      no      no      no      no      no      no      no    no
      make-door-cohost   no      no      no      no      no      no      no      no    no
      promote-family     no      no      no      no      no      no      no      no    no
      demote-only-host   no      no      no      no      no      no      no      no    no
      role-nobody        unknown no      no      no      no      no      no      no    no
      resync             ok      ok      ok      ok      ok      ok      ok      no    no
      leave              ok      ok      ok      ok      ok      ok      ok      no    no
      """;

  /** The hosts are lost; who is there waits with them for one to come back. */
  private static final String FROZEN =
      """
      command            host    cohost  partic  family  observ  interp  waiting lost  strangr
      hand-up            no      no      ok      ok      no      ok      no      no    no
      hand-down          no      no      ok      ok      ok      ok      ok      no    no
      audio-on           no      no      no      no      no      no      ok      no    no
      audio-blocked      no      no      ok      ok      ok      ok      ok      no    no
      video-on           no      no      ok      ok      no      ok      ok      no    no
      quality            no      no      ok      ok      ok      ok      ok      no    no
      chat-all           no      no      no      no      no      no      no      no    no
      chat-hosts         no      no      no      no      no      no      no      no    no
      chat-host          no      no      no      no      no      no      unknown no    no
      chat-peer          no      no      no      no      no      no      unknown no    no
      distress           no      no      away    away    away    away    away    no    no
      admit              no      no      no      no      no      no      no      no    no
      decline            no      no      no      no      no      no      no      no    no
      remove             no      no      no      no      no      no      no      no    no
      mute               no      no      no      no      no      no      no      no    no
      spotlight          no      no      no      no      no      no      no      no    no
      lock               no      no      no      no      no      no      no      no    no
      open               no      no      no      no      no      no      no      no    no
      end                no      no      no      no      no      no      no      no    no
      make-cohost        no      no      no      no      no      no      no      no    no
      resync             no      no      ok      ok      ok      ok      ok      no    no
      leave              no      no      ok      ok      ok      ok      ok      no    no
      """;

  /** No host yet: everybody is at the door. Hosts have not come, so their columns are strangers. */
  private static final String WAITING =
      """
      command            host    cohost  partic  family  observ  interp  waiting lost  strangr
      hand-up            no      no      no      no      no      no      no      no    no
      hand-down          no      no      ok      ok      ok      ok      ok      no    no
      audio-on           no      no      ok      ok      no      ok      ok      no    no
      quality            no      no      ok      ok      ok      ok      ok      no    no
      chat-all           no      no      no      no      no      no      no      no    no
      chat-hosts         no      no      no      no      no      no      no      no    no
      chat-peer          no      no      unknown unknown unknown unknown unknown no    no
      distress           no      no      away    away    away    away    away    no    no
      admit              no      no      no      no      no      no      no      no    no
      open               no      no      no      no      no      no      no      no    no
      lock               no      no      no      no      no      no      no      no    no
      end                no      no      no      no      no      no      no      no    no
      make-cohost        no      no      no      no      no      no      no      no    no
      resync             no      no      ok      ok      ok      ok      ok      no    no
      leave              no      no      ok      ok      ok      ok      ok      no    no
      """;

  @TestFactory
  Stream<DynamicTest> inAnOpenRoom() {
    return cells(OPEN, RoleMatrixTest::openRoom);
  }

  @TestFactory
  Stream<DynamicTest> inAFrozenRoom() {
    return cells(FROZEN, () -> openRoom().loses(HOST).loses(COHOST));
  }

  @TestFactory
  Stream<DynamicTest> beforeTheFirstHost() {
    return cells(WAITING, RoleMatrixTest::roomBeforeTheFirstHost);
  }

  @TestFactory
  Stream<DynamicTest> afterTheEndNobodyIsAnsweredWithOk() {
    return COMMANDS.keySet().stream()
        .flatMap(
            command ->
                SPEAKERS.keySet().stream()
                    .map(who -> cell(command, who, "no", () -> openRoom().ends())));
  }

  @Test
  void theMatrixOfTheOpenRoomLeavesNoCommandOut() {
    Set<String> rows = new HashSet<>(OPEN.lines().skip(1).map(l -> l.split(" +")[0]).toList());
    assertEquals(COMMANDS.keySet(), rows);
    Set<Class<?>> judged = new HashSet<>();
    RoomFixture room = openRoom();
    COMMANDS.values().forEach(c -> judged.add(c.apply(room, 1L).getClass()));
    judged.addAll(
        List.of(
            RoomCommand.Join.class,
            RoomCommand.Resume.class,
            RoomCommand.Lost.class,
            RoomCommand.NodeLost.class,
            RoomCommand.Unheard.class,
            RoomCommand.Readmit.class,
            RoomCommand.MediaAlarm.class,
            RoomCommand.Tick.class));
    assertEquals(Set.of(RoomCommand.class.getPermittedSubclasses()), judged);
  }

  private static Stream<DynamicTest> cells(String table, Supplier<RoomFixture> room) {
    List<String> head = Arrays.asList(table.lines().findFirst().orElseThrow().split(" +"));
    assertEquals(List.copyOf(SPEAKERS.keySet()), head.subList(1, head.size()));
    return table
        .lines()
        .skip(1)
        .map(line -> line.split(" +"))
        .flatMap(
            row -> {
              assertEquals(head.size(), row.length, row[0]);
              return java.util.stream.IntStream.range(1, row.length)
                  .mapToObj(i -> cell(row[0], head.get(i), row[i], room));
            });
  }

  private static DynamicTest cell(
      String command, String who, String answer, Supplier<RoomFixture> start) {
    return dynamicTest(
        command + " by " + who + " is answered with " + answer,
        () -> {
          RoomFixture room = start.get();
          long connection = room.connectionOf(SPEAKERS.get(who));
          Room before = room.room;
          room.does(COMMANDS.get(command).apply(room, connection));
          if (answer.equals("ok")) {
            assertEquals(Reply.DONE, room.last.reply());
            return;
          }
          assertEquals(new Reply.Refused(WORDS.get(answer)), room.last.reply());
          assertSame(before, room.room, "a refusal changes nothing");
          assertTrue(room.last.events().isEmpty());
          assertTrue(room.last.notices().isEmpty());
        });
  }

  private static RoomFixture openRoom() {
    return room()
        .hostJoins()
        .cohostJoins()
        .isIn("Maya R.", "Tom B.", "Lost")
        .isIn("Aunt", Role.FAMILY)
        .isIn("Intern", Role.OBSERVER)
        .isIn("Interpreter", Role.INTERPRETER)
        .knocks("At the door")
        .knocks(NEWCOMER)
        .knocks("Lost at the door")
        .loses("Lost at the door")
        .loses("Lost");
  }

  private static RoomFixture roomBeforeTheFirstHost() {
    return room()
        .knocks("Maya R.")
        .knocks("Tom B.")
        .knocks("Lost")
        .joins("Aunt", Role.FAMILY)
        .joins("Intern", Role.OBSERVER)
        .joins("Interpreter", Role.INTERPRETER)
        .knocks("At the door")
        .knocks(NEWCOMER)
        .loses("Lost");
  }
}
