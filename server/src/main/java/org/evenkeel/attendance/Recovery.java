package org.evenkeel.attendance;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
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

  /** Rows older than this have been looked at by many starts of a node. */
  private static final int LOOK_BACK_DAYS = 90;

  private static final String CLOSE =
      """
      with facts as (
        select e.* from attendance_event e join session s on s.id = e.session_id
        where s.ends_at > now() - $1 * interval '1 day' and e.life <> all ($2::uuid[])
      ),
      life as (
        select session_id, life,
          lead(min(at)) over (partition by session_id order by min(at), life) as followed_at
        from attendance_event
        where session_id in (select session_id from facts)
        group by session_id, life
      ),
      opening as (
        select distinct on (session_id, life, seat_id) *
        from facts where seq > 0 and kind in ('joined', 'resumed')
        order by session_id, life, seat_id, seq desc
      ),
      -- what the room itself wrote of the seat after that, if anything
      open as (
        select o.*, c.at as lost_at, c.ended_by as lost_by
        from opening o
        left join lateral (
          select kind, at, ended_by from facts f
          where f.session_id = o.session_id and f.life = o.life and f.seat_id = o.seat_id
            and f.seq > o.seq and f.kind in ('lost', 'left') and f.connection = o.connection
          order by seq desc limit 1
        ) c on true
        where c.kind is distinct from 'left'
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
   * @return how many were appended; fails, after 30 s at the latest, when the database is away
   */
  public Future<Integer> run(Set<UUID> living) {
    return pool.preparedQuery(CLOSE)
        .execute(
            Tuple.of(
                LOOK_BACK_DAYS,
                living.toArray(UUID[]::new),
                (int) NodeLease.OVER_AFTER.toSeconds()))
        .timeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
        .map(rows -> rows.rowCount());
  }
}
