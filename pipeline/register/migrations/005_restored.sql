-- +goose Up
-- A register that was made from a package knows the number of that, and not those that were given before it.
DROP TRIGGER filings_order;
-- +goose StatementBegin
CREATE TRIGGER filings_order BEFORE INSERT ON filings
WHEN NEW.piece <> (SELECT COALESCE(MAX(piece), 0) FROM filings WHERE scope = NEW.scope) + 1
  AND (NEW.piece <= (SELECT COALESCE(MAX(piece), 0) FROM filings WHERE scope = NEW.scope)
    OR NOT EXISTS (SELECT 1 FROM events WHERE kind = 'unpacked'))
BEGIN SELECT RAISE(ABORT, 'pieces have no gaps'); END;
-- +goose StatementEnd
