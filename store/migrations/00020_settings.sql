-- +goose Up

-- What a user has set in the app, for all their devices: a JSON object, and how often it was written.
CREATE TABLE preferences (
    user     BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    data     BLOB NOT NULL
) WITHOUT ROWID;

-- Lists as somebody wants to see them again. place orders those of one owner. A view that was shared with a team that
-- is gone has no team: only its owner sees it.
CREATE TABLE views (
    id       BLOB PRIMARY KEY,
    broker   BLOB NOT NULL REFERENCES brokerages (id),
    owner    BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    team     BLOB REFERENCES teams (id) ON DELETE SET NULL,
    shared   TEXT NOT NULL,
    type     TEXT NOT NULL,
    name     TEXT NOT NULL,
    query    BLOB NOT NULL,
    pinned   INTEGER NOT NULL,
    place    INTEGER NOT NULL,
    revision INTEGER NOT NULL
);
CREATE INDEX views_owner ON views (owner, place);
CREATE INDEX views_shared ON views (broker) WHERE shared != '';
CREATE INDEX views_team ON views (team) WHERE team IS NOT NULL;

-- +goose Down
DROP TABLE views;
DROP TABLE preferences;
