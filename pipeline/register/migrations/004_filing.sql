-- +goose Up
-- What was given an archival number (档号), for ever: pieces count within fonds, category, year, retention and office.
CREATE TABLE filings (
  n       INTEGER PRIMARY KEY,
  number  TEXT NOT NULL UNIQUE,
  scope   TEXT NOT NULL,
  piece   INTEGER NOT NULL,
  edition TEXT NOT NULL REFERENCES editions (label),
  part    TEXT NOT NULL,
  at      TEXT NOT NULL,
  UNIQUE (edition, part)
) STRICT;
CREATE UNIQUE INDEX filings_scope ON filings (scope, piece);
-- +goose StatementBegin
CREATE TRIGGER filings_keep BEFORE UPDATE ON filings BEGIN SELECT RAISE(ABORT, 'archival numbers are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER filings_stay BEFORE DELETE ON filings BEGIN SELECT RAISE(ABORT, 'archival numbers are never taken back'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER filings_order BEFORE INSERT ON filings
WHEN NEW.piece <> (SELECT COALESCE(MAX(piece), 0) FROM filings WHERE scope = NEW.scope) + 1
  AND (NEW.piece <= (SELECT COALESCE(MAX(piece), 0) FROM filings WHERE scope = NEW.scope)
    OR NOT EXISTS (SELECT 1 FROM events WHERE kind = 'unpacked')) -- one made from a package does not know those before its own
BEGIN SELECT RAISE(ABORT, 'pieces have no gaps'); END;
-- +goose StatementEnd

-- Receipts of packages that lie where they were to go, read back and found whole.
CREATE TABLE deposits (
  n       INTEGER PRIMARY KEY,
  edition TEXT NOT NULL REFERENCES editions (label),
  number  TEXT NOT NULL,
  place   TEXT NOT NULL,
  digest  TEXT NOT NULL,
  content TEXT NOT NULL,
  files   INTEGER NOT NULL,
  bytes   INTEGER NOT NULL,
  at      TEXT NOT NULL
) STRICT;
CREATE INDEX deposits_edition ON deposits (edition, n);
-- +goose StatementBegin
CREATE TRIGGER deposits_keep BEFORE UPDATE ON deposits BEGIN SELECT RAISE(ABORT, 'receipts are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER deposits_stay BEFORE DELETE ON deposits BEGIN SELECT RAISE(ABORT, 'receipts are never removed'); END;
-- +goose StatementEnd
