-- +goose Up

-- A plugin's package by its digest, whoever has it installed.
CREATE TABLE plugin_packages (digest BLOB PRIMARY KEY, data BLOB NOT NULL);

-- digest is absent where only the grant of a plugin that came with the server is told. granted is JSON.
CREATE TABLE plugins (
    broker    BLOB NOT NULL REFERENCES brokerages (id),
    id        TEXT NOT NULL,
    digest    BLOB REFERENCES plugin_packages (digest),
    key       BLOB,
    granted   BLOB NOT NULL,
    suspended INTEGER NOT NULL,
    user      BLOB,
    at        INTEGER NOT NULL,
    PRIMARY KEY (broker, id)
) WITHOUT ROWID;
CREATE INDEX plugins_digest ON plugins (digest);

-- Values are encrypted by a key that this file doesn't hold.
CREATE TABLE plugin_secrets (
    broker BLOB NOT NULL,
    plugin TEXT NOT NULL,
    name   TEXT NOT NULL,
    host   TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (broker, plugin, name)
) WITHOUT ROWID;

CREATE TABLE plugin_crashes (
    num    INTEGER PRIMARY KEY,
    broker BLOB NOT NULL,
    plugin TEXT NOT NULL,
    at     INTEGER NOT NULL
);
CREATE INDEX plugin_crashes_plugin ON plugin_crashes (broker, plugin, at);

-- The keys of authors whom the operator trusts.
CREATE TABLE plugin_keys (key BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

-- +goose Down
DROP TABLE plugin_keys;
DROP TABLE plugin_crashes;
DROP TABLE plugin_secrets;
DROP TABLE plugins;
DROP TABLE plugin_packages;
