package org.evenkeel.attendance;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Period;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.evenkeel.store.NodeLease;

/**
 * Closes what nobody is left to close: seats of rooms that were lost with their nodes.
 *
 * <p>For every seat that was in the room and has no {@code left} in the ledger, whose node's lease
 * is over or whose room has begun another life since, one {@code left} is appended: at the last
 * proof of life, never before the seat was taken and never after now; where it had been lost, at
 * that moment. Its number is the opening event's, negative. So it can be run again, and on several
 * nodes at once, and appends the same.
 *
 * <p>It appends no {@code ended} for a session whose time is over: that is computed, and would be a
 * fact that nobody witnessed. And it never changes what {@link Sheet} says of the seats, which
 * reckons in the same way without it: it makes the ledger complete.
 */
public final class Recovery {
  /** It may look at many evenings, and nobody waits for it. */
  public static final Duration LONGEST = Duration.ofSeconds(30);

  /** Evenings before that have been looked at by many starts of a node. */
  public static final Period AT_START = Period.ofDays(90);

  /** A room that dies now is of an evening that is not long over. */
  public static final Period LATELY = Period.ofDays(2);

  private static final String CLOSE =
      """
      -- By sorting, and without a join of what was just computed with itself: the planner knows
      -- nothing of such rows, and a few hundred evenings kept the database busy for minutes.
      with facts as (
        select e.session_id, e.life, e.seq, e.kind, e.seat_id, e.person_id, e.role, e.at, e.ended_by,
          e.node, e.connection, e.kind in ('joined', 'resumed') as opens,
          row_number() over (partition by e.session_id, e.life, e.seat_id, e.connection,
            e.kind in ('joined', 'resumed') order by e.at, e.seq) as nth
        from attendance_event e join session s on s.id = e.session_id
        where s.ends_at > now() - $1 * interval '1 day' and e.life <> all ($2::uuid[])
          and e.seq > 0 and e.kind in ('joined', 'resumed', 'lost', 'left')
      ),
      began as (
        select e.session_id, e.life, max(e.at) filter (where e.seq > 0) as last_at,
          array_agg(min(e.at)) over (partition by e.session_id order by min(e.at), e.life
            rows between 1 following and unbounded following) as later
        from attendance_event e join session s on s.id = e.session_id
        where s.ends_at > now() - $1 * interval '1 day'
        group by e.session_id, e.life
      ),
      -- of two lives that went on side by side, neither ends the other
      life as (
        select session_id, life,
          (select min(at) from unnest(later) as at where last_at is null or at >= last_at)
            as followed_at
        from began
      ),
      -- each fact beside the one that opened its seat last
      beside as (
        select session_id, life, seat_id, seq, kind, at, ended_by, connection,
          first_value(opens) over seat as o_opens,
          first_value(seq) over seat as o_seq,
          first_value(at) over seat as o_at,
          first_value(person_id) over seat as o_person,
          first_value(role) over seat as o_role,
          first_value(node) over seat as o_node,
          first_value(connection) over seat as o_connection
        from facts
        -- a connection opens its seat once, whoever says so again
        where not opens or nth = 1
        window seat as (partition by session_id, life, seat_id order by opens desc,
          case when opens then at end desc, seq desc)
      ),
      -- the last word on that connection: that it was opened, that it was lost, or that it left
      word as (
        select distinct on (session_id, life, seat_id) *
        from beside
        where o_opens and (seq = o_seq or kind in ('lost', 'left') and connection = o_connection)
        -- of several losses the earliest
        order by session_id, life, seat_id, seq = o_seq, kind = 'lost', at, seq
      ),
      open as (
        select session_id, life, seat_id, o_seq as seq, o_at as at, o_person as person_id,
          o_role as role, o_node as node, o_connection as connection,
          case when kind = 'lost' then at end as lost_at,
          case when kind = 'lost' then ended_by end as lost_by
        from word where kind <> 'left'
      ),
      judged as (
        select o.*, f.followed_at,
          case
            when l.node is null then o.at
            when l.silent ? o.connection::text
              then l.observed_at - (l.silent ->> o.connection::text)::bigint * interval '1 millisecond'
            else l.proven_at
          end as heard_at
        from open o
        join life f using (session_id, life)
        left join node_lease l on l.node = o.node
        where f.followed_at is not null or l.node is null or l.stopped_at is not null
          or l.ticked_at < now() - $3 * interval '1 second'
      )
      insert into attendance_event
        (session_id, life, seq, kind, seat_id, person_id, role, at, ended_by, node, connection)
      select session_id, life, -seq, 'left', seat_id, person_id, role,
        coalesce(lost_at, greatest(at, least(heard_at, followed_at, now()))),
        coalesce(lost_by, 'node-lost'), node, connection
      from judged
      order by session_id, life, -seq
      on conflict do nothing
      """;

  private final Pool pool;

  public Recovery(Pool pool) {
    this.pool = pool;
  }

  /**
   * Appends the closers that are missing.
   *
   * @param living the lives of the rooms that are in memory somewhere in the cluster: they close
   *     their own seats, also those whose node has died
   * @param back how far it looks back, by when sessions end
   * @return how many were appended; fails, after 30 s at the latest, when the database is away
   */
  public Future<Integer> run(Set<UUID> living, Period back) {
    return pool.preparedQuery(CLOSE)
        .execute(
            Tuple.of(
                back.getDays(),
                living.toArray(UUID[]::new),
                (int) NodeLease.OVER_AFTER.toSeconds()))
        .timeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
        .map(rows -> rows.rowCount());
  }
}
