package org.evenkeel.room;

import static org.evenkeel.room.RoomFixture.COHOST;
import static org.evenkeel.room.RoomFixture.HOST;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** The rows of {@link RoleMatrixTest}: what a connection may ask of the people of its rooms. */
final class MatrixCommands {
  static final String NEWCOMER = "newcomer";

  private MatrixCommands() {}

  static Map<String, BiFunction<RoomFixture, Long, RoomCommand>> all() {
    Map<String, BiFunction<RoomFixture, Long, RoomCommand>> all = new LinkedHashMap<>();
    all.put("hand-up", (r, c) -> new RoomCommand.Update(c, 7, true, null, null, null, null));
    all.put("hand-down", (r, c) -> new RoomCommand.Update(c, 7, false, null, null, null, null));
    all.put("audio-on", (r, c) -> new RoomCommand.Update(c, 7, null, Device.ON, null, null, null));
    all.put(
        "audio-blocked",
        (r, c) -> new RoomCommand.Update(c, 7, null, Device.BLOCKED, null, null, null));
    all.put("video-on", (r, c) -> new RoomCommand.Update(c, 7, null, null, Device.ON, null, null));
    all.put("screen-on", (r, c) -> new RoomCommand.Update(c, 7, null, null, null, Device.ON, null));
    all.put("quality", (r, c) -> new RoomCommand.Update(c, 7, null, null, null, null, 1));
    all.put("chat-all", (r, c) -> chat(c, new RoomCommand.Addressee.Everyone()));
    all.put("chat-hosts", (r, c) -> chat(c, new RoomCommand.Addressee.Hosts()));
    all.put("chat-host", (r, c) -> chat(c, new RoomCommand.Addressee.One(r.seatOf(HOST))));
    all.put("chat-peer", (r, c) -> chat(c, new RoomCommand.Addressee.One(r.seatOf("Tom B."))));
    all.put("chat-door", (r, c) -> chat(c, new RoomCommand.Addressee.One(r.seatOf(NEWCOMER))));
    all.put("chat-lost", (r, c) -> chat(c, new RoomCommand.Addressee.One(r.seatOf("Lost"))));
    all.put("chat-nobody", (r, c) -> chat(c, new RoomCommand.Addressee.One(r.seatOf("Nobody"))));
    all.put("distress", (r, c) -> new RoomCommand.Distress(c));
    all.put("admit", (r, c) -> new RoomCommand.Admit(c, r.seatOf(NEWCOMER)));
    all.put("admit-inside", (r, c) -> new RoomCommand.Admit(c, r.seatOf("Tom B.")));
    all.put("admit-nobody", (r, c) -> new RoomCommand.Admit(c, r.seatOf("Nobody")));
    all.put("admit-lost-door", (r, c) -> new RoomCommand.Admit(c, r.seatOf("Lost at the door")));
    all.put("decline", (r, c) -> new RoomCommand.Decline(c, r.seatOf(NEWCOMER)));
    all.put("decline-inside", (r, c) -> new RoomCommand.Decline(c, r.seatOf("Tom B.")));
    all.put("decline-nobody", (r, c) -> new RoomCommand.Decline(c, r.seatOf("Nobody")));
    all.put("remove", (r, c) -> new RoomCommand.Remove(c, r.seatOf("Tom B."), false));
    all.put("remove-door", (r, c) -> new RoomCommand.Remove(c, r.seatOf(NEWCOMER), false));
    all.put("remove-lost", (r, c) -> new RoomCommand.Remove(c, r.seatOf("Lost"), false));
    all.put("remove-host", (r, c) -> new RoomCommand.Remove(c, r.seatOf(HOST), false));
    all.put("remove-cohost", (r, c) -> new RoomCommand.Remove(c, r.seatOf(COHOST), false));
    all.put("remove-nobody", (r, c) -> new RoomCommand.Remove(c, r.seatOf("Nobody"), false));
    all.put("ban", (r, c) -> new RoomCommand.Remove(c, r.seatOf("Tom B."), true));
    all.put("lower-hand", (r, c) -> new RoomCommand.LowerHand(c, r.seatOf("Tom B.")));
    all.put("mute", (r, c) -> new RoomCommand.Mute(c, r.seatOf("Tom B.")));
    all.put("stop-video", (r, c) -> new RoomCommand.StopVideo(c, r.seatOf("Tom B.")));
    all.put("mute-nobody", (r, c) -> new RoomCommand.Mute(c, r.seatOf("Nobody")));
    all.put("spotlight", (r, c) -> new RoomCommand.Spotlight(c, r.seatOf("Tom B.")));
    all.put("spotlight-door", (r, c) -> new RoomCommand.Spotlight(c, r.seatOf(NEWCOMER)));
    all.put("spotlight-off", (r, c) -> new RoomCommand.Spotlight(c, null));
    all.put("spotlight-nobody", (r, c) -> new RoomCommand.Spotlight(c, r.seatOf("Nobody")));
    all.put("mute-all", (r, c) -> new RoomCommand.MuteAll(c));
    all.put("lock", (r, c) -> new RoomCommand.Lock(c));
    all.put("unlock", (r, c) -> new RoomCommand.Unlock(c));
    all.put("open", (r, c) -> new RoomCommand.Open(c));
    all.put("end", (r, c) -> new RoomCommand.End(c));
    all.put("make-cohost", (r, c) -> role(r, c, "Tom B.", Role.COHOST));
    all.put("make-host", (r, c) -> role(r, c, "Tom B.", Role.HOST));
    all.put("make-observer", (r, c) -> role(r, c, "Tom B.", Role.OBSERVER));
    all.put("make-family", (r, c) -> role(r, c, "Tom B.", Role.FAMILY));
    all.put("make-door-cohost", (r, c) -> role(r, c, NEWCOMER, Role.COHOST));
    all.put("promote-family", (r, c) -> role(r, c, "Aunt", Role.PARTICIPANT));
    all.put("demote-only-host", (r, c) -> role(r, c, HOST, Role.PARTICIPANT));
    all.put("role-nobody", (r, c) -> role(r, c, "Nobody", Role.COHOST));
    all.put("resync", (r, c) -> new RoomCommand.Resync(c));
    all.put("leave", (r, c) -> new RoomCommand.Leave(c, r.now));
    return all;
  }

  private static RoomCommand chat(long connection, RoomCommand.Addressee to) {
    return new RoomCommand.Chat(connection, "line", to, "hello");
  }

  private static RoomCommand role(RoomFixture room, long connection, String name, Role role) {
    return new RoomCommand.ChangeRole(connection, room.seatOf(name), role);
  }
}
