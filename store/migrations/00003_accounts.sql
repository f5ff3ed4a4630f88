-- +goose Up

-- One row: it rises with every change to the tables below it, so that all processes notice.
CREATE TABLE directory (version INTEGER NOT NULL);
INSERT INTO directory (version) VALUES (1);

CREATE TABLE brokerages (id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE teams (
    id     BLOB PRIMARY KEY,
    broker BLOB NOT NULL REFERENCES brokerages (id),
    name   TEXT NOT NULL,
    UNIQUE (broker, name)
) WITHOUT ROWID;
CREATE TABLE users (
    id       BLOB PRIMARY KEY,
    broker   BLOB NOT NULL REFERENCES brokerages (id),
    email    TEXT NOT NULL COLLATE NOCASE UNIQUE,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    created  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX users_broker ON users (broker);
CREATE TABLE memberships (
    user BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    team BLOB NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    PRIMARY KEY (user, team)
) WITHOUT ROWID;
CREATE INDEX memberships_team ON memberships (team);

-- A session is a family of refresh tokens: each is replaced when it is used, and remembered to notice its reuse.
CREATE TABLE sessions (
    id      BLOB PRIMARY KEY,
    user    BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device  TEXT NOT NULL,
    created INTEGER NOT NULL,
    used    INTEGER NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user);
CREATE TABLE refresh_tokens (
    hash     BLOB PRIMARY KEY,
    session  BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    replaced INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX refresh_tokens_session ON refresh_tokens (session);

CREATE TABLE tokens (
    id      BLOB PRIMARY KEY,
    user    BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    scope   TEXT NOT NULL,
    hash    BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    used    INTEGER NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tokens_user ON tokens (user);

-- What was answered to a request with an Idempotency-Key. status 0: it is still being worked on; -1: what it showed was erased.
CREATE TABLE answers (
    user    BLOB NOT NULL,
    key     TEXT NOT NULL,
    request BLOB NOT NULL,
    at      INTEGER NOT NULL,
    status  INTEGER NOT NULL,
    type    TEXT NOT NULL,
    body    BLOB,
    PRIMARY KEY (user, key)
) WITHOUT ROWID;
CREATE INDEX answers_at ON answers (at);

CREATE TABLE undos (
    token   BLOB PRIMARY KEY,
    user    BLOB NOT NULL,
    expires INTEGER NOT NULL,
    data    BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE notifications (
    num    INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    user   BLOB NOT NULL,
    at     INTEGER NOT NULL,
    read   INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    record BLOB,
    actor  BLOB,
    data   BLOB
);
CREATE INDEX notifications_user ON notifications (user, num);

-- Append-only: each line's hash covers the one before it.
CREATE TABLE audit (
    num    INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    user   BLOB NOT NULL,
    action TEXT NOT NULL,
    record BLOB NOT NULL,
    field  TEXT NOT NULL,
    reason TEXT NOT NULL,
    hash   BLOB NOT NULL
);
-- +goose StatementBegin
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit;
DROP TABLE notifications;
DROP TABLE undos;
DROP TABLE answers;
DROP TABLE tokens;
DROP TABLE refresh_tokens;
DROP TABLE sessions;
DROP TABLE memberships;
DROP TABLE users;
DROP TABLE teams;
DROP TABLE brokerages;
DROP TABLE directory;
