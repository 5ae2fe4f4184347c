-- +goose Up
-- What has been said stands: the tables refuse to forget it, whoever asks.
-- +goose StatementBegin
CREATE TRIGGER editions_keep BEFORE UPDATE ON editions BEGIN SELECT RAISE(ABORT, 'editions are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER editions_stay BEFORE DELETE ON editions BEGIN SELECT RAISE(ABORT, 'editions are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decisions_keep BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER approvals_keep BEFORE UPDATE ON approvals BEGIN SELECT RAISE(ABORT, 'approvals are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals BEGIN SELECT RAISE(ABORT, 'approvals are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sheets_keep BEFORE UPDATE ON sheets BEGIN SELECT RAISE(ABORT, 'sheets are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sheets_stay BEFORE DELETE ON sheets BEGIN SELECT RAISE(ABORT, 'sheets are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER changes_keep BEFORE UPDATE ON changes WHEN OLD.settled <> ''
BEGIN SELECT RAISE(ABORT, 'a change is settled once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER changes_stay BEFORE DELETE ON changes BEGIN SELECT RAISE(ABORT, 'changes are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER traces_stay BEFORE DELETE ON traces BEGIN SELECT RAISE(ABORT, 'traces are never removed'); END;
-- +goose StatementEnd
