-- +goose Up

-- Whose calendar is a feed, and under which address: a new generation makes the address before it worth nothing, and
-- one that was turned off keeps its number, so that no address comes back.
CREATE TABLE calendar_feeds (
    user       BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    active     INTEGER NOT NULL,
    at         INTEGER NOT NULL
) WITHOUT ROWID;

-- +goose Down
DROP TABLE calendar_feeds;
