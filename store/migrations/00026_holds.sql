-- +goose Up

-- Records that must not be erased, and why: a legal hold.
CREATE TABLE holds (
    record BLOB PRIMARY KEY,
    broker BLOB NOT NULL,
    user   BLOB NOT NULL,
    at     INTEGER NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX holds_broker ON holds (broker, at);

-- +goose Down
DROP TABLE holds;
