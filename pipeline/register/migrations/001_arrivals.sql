-- +goose Up
CREATE TABLE sealed (
  sha256    TEXT PRIMARY KEY,
  size      INTEGER NOT NULL,
  sealed_at TEXT NOT NULL
) STRICT;
CREATE TABLE arrivals (
  id       INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'again', 'renamed', 'withdrawn', 'returned')),
  file     TEXT NOT NULL,
  was      TEXT NOT NULL,
  section  TEXT NOT NULL,
  sha256   TEXT NOT NULL REFERENCES sealed (sha256),
  before   TEXT NOT NULL,
  size     INTEGER NOT NULL,
  modified TEXT NOT NULL,
  at       TEXT NOT NULL,
  note     TEXT NOT NULL
) STRICT;
CREATE INDEX arrivals_file ON arrivals (file, id);
CREATE INDEX arrivals_sha256 ON arrivals (sha256);
-- +goose StatementBegin
CREATE TRIGGER arrivals_keep BEFORE UPDATE ON arrivals BEGIN SELECT RAISE(ABORT, 'arrivals are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER arrivals_stay BEFORE DELETE ON arrivals BEGIN SELECT RAISE(ABORT, 'arrivals are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER arrivals_order BEFORE INSERT ON arrivals
WHEN NEW.id <= (SELECT COALESCE(MAX(id), 0) FROM arrivals) AND NEW.id > 0
BEGIN SELECT RAISE(ABORT, 'arrivals only go forward'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sealed_keep BEFORE UPDATE ON sealed BEGIN SELECT RAISE(ABORT, 'sealed rows are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sealed_stay BEFORE DELETE ON sealed BEGIN SELECT RAISE(ABORT, 'sealed rows are never removed'); END;
-- +goose StatementEnd
CREATE INDEX arrivals_was ON arrivals (was, id) WHERE was <> '';
-- The last line of each name that did not go on under another.
CREATE VIEW latest AS
  SELECT a.* FROM arrivals a
  WHERE NOT EXISTS (SELECT 1 FROM arrivals b WHERE b.file = a.file AND b.id > a.id)
    AND NOT EXISTS (SELECT 1 FROM arrivals b WHERE b.was = a.file AND b.was <> '' AND b.id > a.id);
-- The files that are there.
CREATE VIEW current AS SELECT * FROM latest WHERE kind <> 'withdrawn';
