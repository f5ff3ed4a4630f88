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

-- Changes of records' rows that are in order, and that the records have not taken in yet: the record may come later.
CREATE TABLE row_changes (
    seq    INTEGER PRIMARY KEY,
    record BLOB NOT NULL,
    at     INTEGER NOT NULL,
    change BLOB NOT NULL
);
CREATE INDEX row_changes_record ON row_changes (record, seq);

-- Which number of its brokerage and year an escrow has, and the numbers of escrows that were not made after all: the
-- next escrows get these.
CREATE TABLE escrow_given (
    record BLOB PRIMARY KEY,
    broker BLOB NOT NULL,
    year   INTEGER NOT NULL,
    num    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE escrow_free (
    broker BLOB NOT NULL,
    year   INTEGER NOT NULL,
    num    INTEGER NOT NULL,
    PRIMARY KEY (broker, year, num)
) WITHOUT ROWID;

-- Escrows without a number, where several regions give numbers in one order, and since when this region has them.
CREATE TABLE escrow_unnumbered (record BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

-- +goose Down
DROP TABLE escrow_unnumbered;
DROP TABLE escrow_free;
DROP TABLE escrow_given;
DROP TABLE row_changes;
DROP TABLE ledger;
