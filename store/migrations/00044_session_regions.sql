-- +goose Up

-- Where several regions are one Roomkey: whose each session is. Sessions that have ended stay here until they would have
-- expired, so that no region's copy of them comes back. term counts takeovers; made is the place of the last ledger
-- entry that was applied where and when the session was made; changed is a number of session_counter.
CREATE TABLE session_regions (
    session BLOB PRIMARY KEY,
    user    BLOB NOT NULL,
    region  TEXT NOT NULL,
    term    INTEGER NOT NULL,
    made    INTEGER NOT NULL,
    ended   INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    changed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX session_regions_changed ON session_regions (changed);

-- One row: how many changes session_regions has had.
CREATE TABLE session_counter (last INTEGER NOT NULL);
INSERT INTO session_counter (last) VALUES (0);

-- By which entry of the ledger all sessions of a user ended that were made before it, but for one.
CREATE TABLE session_voids (user BLOB PRIMARY KEY, seq INTEGER NOT NULL, keep BLOB NOT NULL) WITHOUT ROWID;

-- How many refresh tokens of a session were replaced, one after the other, to come to this one.
ALTER TABLE refresh_tokens ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;

-- +goose StatementBegin
CREATE TRIGGER session_regions_ended AFTER DELETE ON sessions
WHEN EXISTS (SELECT 1 FROM session_regions WHERE session = old.id AND NOT ended)
BEGIN
    UPDATE session_counter SET last = last + 1;
    UPDATE session_regions SET ended = 1, changed = (SELECT last FROM session_counter) WHERE session = old.id;
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER session_regions_ended;
ALTER TABLE refresh_tokens DROP COLUMN generation;
DROP TABLE session_voids;
DROP TABLE session_counter;
DROP TABLE session_regions;
