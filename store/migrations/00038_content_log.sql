-- +goose Up

-- The logs of content that this database has, or had: this one's own, one for each start of the server, and those of
-- other regions. It has the entries from "first" to "have". Nothing is here unless the server runs in a cluster.
CREATE TABLE origins (
    num    INTEGER PRIMARY KEY,
    region TEXT NOT NULL,
    start  INTEGER NOT NULL,
    first  INTEGER NOT NULL,
    have   INTEGER NOT NULL,
    UNIQUE (region, start)
);

-- One row per write with changes. num is the origin's << 40 plus the entry's number. document is documents.num; runs are
-- places of changes there, pairs of the first and how many, as varints. rest is JSON: birth, notices, what is renewed.
CREATE TABLE log (
    num      INTEGER PRIMARY KEY,
    document INTEGER NOT NULL,
    record   BLOB NOT NULL,
    runs     BLOB NOT NULL,
    updated  INTEGER NOT NULL,
    rest     BLOB
);

-- +goose Down
DROP TABLE log;
DROP TABLE origins;
