-- +goose Up

-- A trial run: what its steps propose is dropped.
ALTER TABLE tasks ADD COLUMN dry_run INTEGER NOT NULL DEFAULT 0;

-- Files that people send for tasks to read, for a day.
CREATE TABLE uploads (
    id     BLOB PRIMARY KEY,
    broker BLOB NOT NULL,
    user   BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    bytes  BLOB NOT NULL
);
CREATE INDEX uploads_user ON uploads (user, at);
CREATE INDEX uploads_at ON uploads (at);

-- +goose Down
DROP TABLE uploads;
ALTER TABLE tasks DROP COLUMN dry_run;
