-- +goose Up

-- Tasks of other regions that webhooks here may hear of: whose they are, and the event that was heard last.
CREATE TABLE tasks_elsewhere (
    id     BLOB NOT NULL PRIMARY KEY,
    broker BLOB NOT NULL,
    user   BLOB NOT NULL,
    last   TEXT NOT NULL DEFAULT '',
    at     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tasks_elsewhere_at ON tasks_elsewhere (at);

-- +goose Down
DROP TABLE tasks_elsewhere;
