-- +goose Up

-- Who is invited to a brokerage and has not accepted. A link's secret is known by its hash alone. inviter made the
-- link. What has expired stays for a while, so that it can be given a new link.
CREATE TABLE invitations (
    id      BLOB PRIMARY KEY,
    broker  BLOB NOT NULL REFERENCES brokerages (id),
    email   TEXT NOT NULL COLLATE NOCASE,
    role    TEXT NOT NULL,
    inviter BLOB NOT NULL,
    hash    BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    UNIQUE (broker, email)
) WITHOUT ROWID;
CREATE TABLE invitation_teams (
    invitation BLOB NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
    team       BLOB NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    PRIMARY KEY (invitation, team)
) WITHOUT ROWID;
CREATE INDEX invitation_teams_team ON invitation_teams (team);

-- +goose Down
DROP TABLE invitation_teams;
DROP TABLE invitations;
