-- People, how they sign in, what they belong to, and when they meet.
-- Times are timestamptz in UTC; the zone in which a program's people live is a name of its own.

create table program (
  id uuid primary key,
  name text not null,
  zone text not null,                       -- IANA, for instance America/New_York
  created_at timestamptz not null default now()
);

create table person (
  id uuid primary key,
  alias text not null,                      -- what others see: first name and initial
  full_name text not null,                  -- staff alone ever get it
  email text not null,
  password_hash text not null,              -- Argon2id, in its own encoded form
  disabled boolean not null default false,
  created_at timestamptz not null default now()
);
create unique index person_email on person (lower(email));

-- What somebody is in a program.
create table membership (
  program_id uuid not null references program,
  person_id uuid not null references person,
  role text not null check (role in ('lead', 'counselor', 'participant', 'family')),
  primary key (program_id, person_id)
);

create table sign_in (
  token_hash bytea primary key,             -- SHA-256 of the cookie
  person_id uuid not null references person,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sign_in_person on sign_in (person_id);

-- One occurrence: one group on one evening.
create table session (
  id uuid primary key,
  program_id uuid not null references program,
  title text not null,
  kind text not null check (kind in ('group', 'individual', 'family', 'education', 'medication')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  capacity int not null check (capacity between 1 and 100),
  waiting_room boolean not null default true,
  created_by uuid references person,
  created_at timestamptz not null default now(),
  check (starts_at < ends_at)
);
create index session_times on session (program_id, starts_at);

create table roster (
  session_id uuid not null references session,
  person_id uuid not null references person,
  role text not null check (role in ('host', 'cohost', 'participant', 'family', 'observer', 'interpreter')),
  primary key (session_id, person_id)
);
create index roster_person on roster (person_id);

-- 42 CFR 2.31: a named patient lets a named relative take part. Without one that is in force, no relative is let in.
create table consent (
  id uuid primary key,
  program_id uuid not null references program,
  patient_id uuid not null references person,
  recipient_id uuid not null references person,
  purpose text not null,
  signed_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index consent_recipient on consent (recipient_id, patient_id);
