-- +goose Up

-- The projection of each record. seq orders all changes to records: the catalog's cursor. Times are microseconds since
-- 1970, 0 for none. sum covers what is served.
CREATE TABLE records (
    num           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    type          TEXT NOT NULL,
    broker        BLOB NOT NULL,
    owner         BLOB NOT NULL,
    team          BLOB NOT NULL,
    visibility    TEXT NOT NULL,
    seq           INTEGER NOT NULL UNIQUE,
    born          INTEGER NOT NULL,
    created       INTEGER NOT NULL,
    updated       INTEGER NOT NULL,
    archived      INTEGER NOT NULL,
    deleted       INTEGER NOT NULL,
    words         INTEGER NOT NULL,
    sum           INTEGER NOT NULL,
    heads         BLOB NOT NULL,
    private_heads BLOB,
    fields        BLOB NOT NULL,
    private       BLOB,
    conflicts     BLOB,
    flags         BLOB
);

-- What a record's row was before the change numbered seq: who has lost it since a cursor.
CREATE TABLE moves (
    seq        INTEGER PRIMARY KEY,
    record     INTEGER NOT NULL,
    owner      BLOB NOT NULL,
    team       BLOB NOT NULL,
    visibility TEXT NOT NULL,
    deleted    INTEGER NOT NULL
);

-- Full text of what every reader of the record may read; rowid is records.num. Nothing private gets here.
CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1, detail=none,
    tokenize="unicode61 remove_diacritics 2");

CREATE TABLE escrow_numbers (
    broker BLOB NOT NULL,
    year   INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (broker, year)
) WITHOUT ROWID;

-- num << 32 plus the offset numbers an event. The last event of a room is never removed: it holds the room's offset.
CREATE TABLE rooms (num INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE events (
    num     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    name    TEXT NOT NULL,
    record  BLOB,
    private INTEGER NOT NULL,
    data    BLOB NOT NULL
);

-- +goose Down
DROP TABLE events;
DROP TABLE rooms;
DROP TABLE escrow_numbers;
DROP TABLE search;
DROP TABLE moves;
DROP TABLE records;
