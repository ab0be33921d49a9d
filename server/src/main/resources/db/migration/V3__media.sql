-- What a media server needs to know that it is us who let somebody in.

-- The keys with which we sign what Jitsi believes: passes of people, and our own orders to it (kick, end). Made on the
-- first start by one node, and anew every 30 days. Whoever can read this table can let themselves into a group.
create table media_key (
  kid text primary key,
  purpose text not null check (purpose in ('people', 'control')),
  public_key text not null,                 -- SubjectPublicKeyInfo, PEM
  private_key text,                         -- PKCS#8, PEM; gone when it does not sign any more
  made_at timestamptz not null default now(),
  signs_from timestamptz not null,          -- some time after it is published, for key servers remember
  retired_at timestamptz                    -- another signs from then on; what it signed is good for a while
);
create index media_key_purpose on media_key (purpose, signs_from);

-- End-to-end encryption of the media: a program's own choice, for it costs old phones much and some browsers cannot.
alter table program add column media_e2ee boolean not null default false;
