-- +goose Up

-- The writes of rows that all regions make in one order, by their places in it. previous is the hash of the entry
-- before it of the same brokerage: an entry's hash covers it. The last entry of each brokerage is never removed.
CREATE TABLE ledger (
    seq      INTEGER PRIMARY KEY,
    broker   BLOB NOT NULL,
    id       BLOB NOT NULL,
    previous BLOB NOT NULL,
    entry    BLOB NOT NULL
);
CREATE INDEX ledger_broker ON ledger (broker, seq);
CREATE INDEX ledger_id ON ledger (id);

-- +goose Down
DROP TABLE ledger;
