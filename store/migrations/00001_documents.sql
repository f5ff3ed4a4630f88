-- +goose Up

-- Small facts about the whole file: its instance, keys, versions.
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

-- One row per document. "changes" counts all its changes, "bytes" sums them.
CREATE TABLE documents (
    num     INTEGER PRIMARY KEY,
    id      BLOB NOT NULL UNIQUE,
    record  BLOB NOT NULL,
    private INTEGER NOT NULL,
    draft   INTEGER NOT NULL,
    author  BLOB,
    heads   BLOB NOT NULL,
    changes INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    touched INTEGER NOT NULL
);
CREATE INDEX documents_drafts ON documents (author, touched) WHERE draft = 1;

-- Changes since the last compaction. num is the document's num << 24 plus the change's place in the document: so one
-- document's changes lie together, in order, and need no second index.
CREATE TABLE changes (
    num  INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    user BLOB,
    at   INTEGER NOT NULL,
    sum  INTEGER NOT NULL,
    data BLOB NOT NULL
);

-- Compacted changes, many to a row. num is that of the first; "count" follow one another.
CREATE TABLE packs (
    num    INTEGER PRIMARY KEY,
    count  INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    sum    INTEGER NOT NULL,
    data   BLOB NOT NULL
);

CREATE TABLE snapshots (
    document INTEGER PRIMARY KEY,
    changes  INTEGER NOT NULL,
    sum      INTEGER NOT NULL,
    data     BLOB NOT NULL
);

CREATE TABLE actors (actor BLOB PRIMARY KEY, user BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE quarantine (
    hash     BLOB PRIMARY KEY,
    document BLOB NOT NULL,
    user     BLOB NOT NULL,
    reason   TEXT NOT NULL,
    at       INTEGER NOT NULL
) WITHOUT ROWID;

-- Ids that are denied for ever.
CREATE TABLE erased (id BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

-- +goose Down
DROP TABLE erased;
DROP TABLE quarantine;
DROP TABLE actors;
DROP TABLE snapshots;
DROP TABLE packs;
DROP TABLE changes;
DROP TABLE documents;
DROP TABLE meta;
