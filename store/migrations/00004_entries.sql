-- +goose Up

-- What lists and catalogs decide by, of each record: read whole when a server starts, so that it need not read what it
-- only shows. seq is that of the record, which needs no index of its own any more. data is made from the record's row, in
-- a form that may be another one in another version of the program; 0 is none: it is to be made anew.
CREATE TABLE entries (
    seq  INTEGER PRIMARY KEY,
    num  INTEGER NOT NULL,
    form INTEGER NOT NULL,
    sum  INTEGER NOT NULL,
    data BLOB
);
INSERT INTO entries (seq, num, form, sum) SELECT seq, num, 0, 0 FROM records ORDER BY seq;

CREATE TABLE fresh (
    num           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    type          TEXT NOT NULL,
    broker        BLOB NOT NULL,
    owner         BLOB NOT NULL,
    team          BLOB NOT NULL,
    visibility    TEXT NOT NULL,
    seq           INTEGER NOT NULL,
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
INSERT INTO fresh SELECT * FROM records ORDER BY num;
DROP TABLE records;
ALTER TABLE fresh RENAME TO records;

-- +goose Down
DROP TABLE entries;
CREATE UNIQUE INDEX records_seq ON records (seq);
