-- The ledger. Facts are appended; nothing here is ever edited, and the table refuses to be.

create table attendance_event (
  session_id uuid not null references session,
  life uuid not null,                       -- one life of the room in memory
  seq bigint not null,                      -- 1, 2, 3 ... in that life; negative: appended by recovery, closing the event of that number
  kind text not null check (kind in ('arrived', 'joined', 'lost', 'resumed', 'left', 'removed', 'banned', 'opened', 'frozen', 'thawed', 'ended')),
  seat_id uuid,
  person_id uuid references person,
  role text,
  at timestamptz not null,
  ended_by text check (ended_by in ('leave', 'lost', 'removed', 'session-end', 'node-lost', 'consent-revoked')),
  node text,
  connection bigint,
  written_at timestamptz not null default now(),
  primary key (session_id, life, seq)
);
create index attendance_event_person on attendance_event (person_id, at);

-- Facts that name a session or a person the database does not know. They must not hold up the facts of others,
-- and no fact is thrown away.
create table attendance_stray (
  session_id uuid not null,
  life uuid not null,
  seq bigint not null,
  fact jsonb not null,
  written_at timestamptz not null default now(),
  primary key (session_id, life, seq)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is appended to, never changed';
end $$;
create trigger attendance_event_is_append_only before update or delete or truncate on attendance_event
  for each statement execute function refuse_change();
create trigger attendance_stray_is_append_only before update or delete or truncate on attendance_stray
  for each statement execute function refuse_change();

-- Staff know why somebody does not come. No reason here: it is clinical.
create table excuse (
  session_id uuid not null references session,
  person_id uuid not null references person,
  by_person_id uuid not null references person,
  at timestamptz not null default now(),
  primary key (session_id, person_id)
);

-- One row per start of a node, ticked once a second by the database's clock.
create table node_lease (
  node text primary key,
  started_at timestamptz not null default now(),
  -- proves that the node runs; not what it knew of its connections, for a tick may have been held up on its way
  ticked_at timestamptz not null default now(),
  -- when the node last looked at its connections: the ages that it reports count back from here
  observed_at timestamptz not null default now(),
  -- every connection of the node was heard at or after this, but for the silent ones
  proven_at timestamptz not null default now(),
  -- {"<connection>": <milliseconds of silence at observed_at>}
  silent jsonb not null default '{}',
  stopped_at timestamptz                    -- set by an orderly stop, or by a node that took it for dead
);

-- Staff let somebody back in who had been taken out.
create table readmission (
  session_id uuid not null references session,
  person_id uuid not null references person,
  by_person_id uuid not null references person,
  reason text not null,
  at timestamptz not null default now(),
  primary key (session_id, person_id, at)
);
