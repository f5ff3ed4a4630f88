-- +goose Up

-- The last line of the audit log that was deleted since it was older than the operator keeps lines; 0: none was. The
-- chain goes on from its hash.
CREATE TABLE audit_begin (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    num  INTEGER NOT NULL,
    hash BLOB NOT NULL
);
INSERT INTO audit_begin (one, num, hash) VALUES (1, 0, zeroblob(32));
-- +goose StatementBegin
CREATE TRIGGER audit_begin_rises BEFORE UPDATE ON audit_begin WHEN NEW.num < OLD.num
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- +goose StatementEnd
DROP TRIGGER audit_is_never_shortened;
-- +goose StatementBegin
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit WHEN OLD.num > (SELECT num FROM audit_begin)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- +goose StatementEnd

-- How much one user's undo tokens hold is asked with each new one.
CREATE INDEX undos_user ON undos (user, expires);
-- So is, now and then, how much is kept of one user's answers.
CREATE INDEX answers_user ON answers (user, at);

-- +goose Down
DROP INDEX answers_user;
DROP INDEX undos_user;
DROP TRIGGER audit_is_never_shortened;
-- +goose StatementBegin
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- +goose StatementEnd
DROP TRIGGER audit_begin_rises;
DROP TABLE audit_begin;
