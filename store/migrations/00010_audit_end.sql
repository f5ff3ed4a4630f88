-- +goose Up

-- The last line of the audit log, kept apart from it: a log whose tail was cut off is shorter than this says.
CREATE TABLE audit_end (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    num  INTEGER NOT NULL,
    hash BLOB NOT NULL
);
INSERT INTO audit_end (one, num, hash) SELECT 1, coalesce(max(num), 0),
    coalesce((SELECT hash FROM audit ORDER BY num DESC LIMIT 1), zeroblob(32)) FROM audit;
-- +goose StatementBegin
CREATE TRIGGER audit_end_moves AFTER INSERT ON audit
BEGIN
    UPDATE audit_end SET num = NEW.num, hash = NEW.hash;
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER audit_end_moves;
DROP TABLE audit_end;
