-- What the media server saw: who was on the media of a session, and when. A second witness beside the ledger, by our own
-- clock. It may have missed something; nothing of it is ever counted, and it holds up nobody's attendance.

create table media_witness (
  session_id uuid not null,
  stay_id uuid not null,                    -- one stay of one person in one media room
  fact text not null check (fact in ('joined', 'left')),
  person_id uuid not null,
  at timestamptz not null,
  written_at timestamptz not null default now(),
  primary key (session_id, stay_id, fact)
);
create trigger media_witness_is_append_only before update or delete or truncate on media_witness
  for each statement execute function refuse_change();
