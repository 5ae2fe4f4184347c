-- +goose Up
-- Everything that ever happened, each line chained to the one before by its hash: the tables below follow from it.
CREATE TABLE events (
  n     INTEGER PRIMARY KEY,
  kind  TEXT NOT NULL,
  about TEXT NOT NULL,
  line  TEXT NOT NULL,
  hash  TEXT NOT NULL
) STRICT;
CREATE INDEX events_about ON events (about) WHERE about <> '';
-- +goose StatementBegin
CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_order BEFORE INSERT ON events
WHEN NEW.n <> (SELECT COALESCE(MAX(n), 0) FROM events) + 1
BEGIN SELECT RAISE(ABORT, 'events have no gaps'); END;
-- +goose StatementEnd

-- The powers as they were last described.
CREATE TABLE powers (
  id        INTEGER PRIMARY KEY,
  section   TEXT NOT NULL,
  category  TEXT NOT NULL,
  name      TEXT NOT NULL,
  subitem   TEXT NOT NULL,
  class     TEXT NOT NULL,
  basis     TEXT NOT NULL, -- JSON
  digest    TEXT NOT NULL,
  abolished INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Codes that have been issued: the last of a power is the one in force.
CREATE TABLE codes (
  id      INTEGER PRIMARY KEY,
  code    TEXT NOT NULL UNIQUE,
  power   INTEGER NOT NULL REFERENCES powers (id),
  scope   TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  edition TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX codes_scope ON codes (scope, seq);
CREATE INDEX codes_power ON codes (power, id);
-- Numbers that no power has, and why.
CREATE TABLE gaps (
  scope TEXT NOT NULL,
  first INTEGER NOT NULL,
  last  INTEGER NOT NULL CHECK (last >= first),
  why   TEXT NOT NULL,
  PRIMARY KEY (scope, last)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER codes_keep BEFORE UPDATE ON codes BEGIN SELECT RAISE(ABORT, 'codes are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER codes_stay BEFORE DELETE ON codes BEGIN SELECT RAISE(ABORT, 'codes are never taken back'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER codes_order BEFORE INSERT ON codes
WHEN NEW.seq <= (SELECT MAX(seq) FROM codes WHERE scope = NEW.scope)
BEGIN SELECT RAISE(ABORT, 'sequences only go forward'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER codes_gap BEFORE INSERT ON codes
WHEN EXISTS (SELECT 1 FROM codes WHERE scope = NEW.scope)
 AND NEW.seq <> (SELECT MAX(seq) FROM codes WHERE scope = NEW.scope) + 1
 AND NOT EXISTS (SELECT 1 FROM gaps WHERE scope = NEW.scope AND last = NEW.seq - 1
   AND first = (SELECT MAX(seq) FROM codes WHERE scope = NEW.scope) + 1)
BEGIN SELECT RAISE(ABORT, 'a gap in a sequence has a reason'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER gaps_keep BEFORE UPDATE ON gaps BEGIN SELECT RAISE(ABORT, 'gaps are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER gaps_stay BEFORE DELETE ON gaps BEGIN SELECT RAISE(ABORT, 'gaps are never removed'); END;
-- +goose StatementEnd

-- Powers of the baseline that have no code by it, and what they bear there instead.
CREATE TABLE listings (
  power   INTEGER PRIMARY KEY REFERENCES powers (id),
  code    TEXT NOT NULL,
  edition TEXT NOT NULL
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER listings_keep BEFORE UPDATE ON listings BEGIN SELECT RAISE(ABORT, 'listings are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER listings_stay BEFORE DELETE ON listings BEGIN SELECT RAISE(ABORT, 'listings are never removed'); END;
-- +goose StatementEnd

-- What a person said of a description: it is this power (same = 1), or it is not.
CREATE TABLE traces (
  power INTEGER NOT NULL REFERENCES powers (id),
  key   TEXT NOT NULL,
  same  INTEGER NOT NULL,
  PRIMARY KEY (power, key)
) STRICT, WITHOUT ROWID;

-- The numbers of these are those of their events.
CREATE TABLE decisions (
  n        INTEGER PRIMARY KEY,
  power    INTEGER NOT NULL REFERENCES powers (id),
  decision TEXT NOT NULL,
  digest   TEXT NOT NULL,
  reason   TEXT NOT NULL,
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  source   TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_power ON decisions (power, n);
CREATE TABLE approvals (
  n      INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  date   TEXT NOT NULL,
  digest TEXT NOT NULL,
  by     TEXT NOT NULL,
  at     TEXT NOT NULL
) STRICT;
CREATE TABLE sheets (
  sha256 TEXT PRIMARY KEY,
  n      INTEGER NOT NULL,
  file   TEXT NOT NULL,
  answer TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;
CREATE TABLE editions (
  n        INTEGER PRIMARY KEY,
  label    TEXT NOT NULL UNIQUE,
  date     TEXT NOT NULL,
  manifest TEXT NOT NULL, -- SHA-256
  items    INTEGER NOT NULL,
  digest   TEXT NOT NULL,
  baseline INTEGER NOT NULL, -- 1: last year's list, imported
  at       TEXT NOT NULL
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER editions_baseline BEFORE INSERT ON editions
WHEN NEW.baseline = 1 AND EXISTS (SELECT 1 FROM editions)
BEGIN SELECT RAISE(ABORT, 'the baseline comes before all editions'); END;
-- +goose StatementEnd
CREATE TABLE changes (
  n       INTEGER PRIMARY KEY,
  power   INTEGER NOT NULL REFERENCES powers (id),
  what    TEXT NOT NULL,
  date    TEXT NOT NULL,
  settled TEXT NOT NULL DEFAULT '', -- when
  how     TEXT NOT NULL DEFAULT ''
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER powers_stay BEFORE DELETE ON powers BEGIN SELECT RAISE(ABORT, 'powers are never removed'); END;
-- +goose StatementEnd
