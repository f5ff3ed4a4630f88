-- +goose Up

-- Sessions that somebody ended from elsewhere, with the hashes of their newest refresh tokens: by these a lost device is
-- known when it comes back, and told to delete what it holds. until is when that is forgotten, in microseconds.
CREATE TABLE revoked_sessions (
    session BLOB PRIMARY KEY,
    user    BLOB NOT NULL,
    until   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX revoked_sessions_until ON revoked_sessions (until);
CREATE TABLE revoked_tokens (
    hash    BLOB PRIMARY KEY,
    session BLOB NOT NULL REFERENCES revoked_sessions (session) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX revoked_tokens_session ON revoked_tokens (session);

-- Expired sessions stay for a while, to be revoked yet.
CREATE INDEX sessions_expires ON sessions (expires);

-- +goose Down
DROP INDEX sessions_expires;
DROP TABLE revoked_tokens;
DROP TABLE revoked_sessions;
