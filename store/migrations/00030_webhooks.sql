-- +goose Up

-- Addresses that are told of events. events has spaces between the names, and one at both ends.
CREATE TABLE webhooks (
    id             BLOB PRIMARY KEY,
    broker         BLOB NOT NULL REFERENCES brokerages (id),
    user           BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    url            TEXT NOT NULL,
    events         TEXT NOT NULL,
    note           TEXT NOT NULL,
    status         TEXT NOT NULL,
    reason         TEXT NOT NULL,
    revision       INTEGER NOT NULL,
    previous_until INTEGER NOT NULL,
    failing        INTEGER NOT NULL,
    created        INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX webhooks_broker ON webhooks (broker, created);
CREATE INDEX webhooks_user ON webhooks (user, created);

-- Events that some webhook may want, in the order of their commits, until they have become deliveries.
CREATE TABLE webhook_events (
    num    INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    name   TEXT NOT NULL,
    record BLOB,
    data   BLOB NOT NULL
);
CREATE INDEX webhook_events_record ON webhook_events (record) WHERE record IS NOT NULL;

-- One event for one webhook. next is when the next attempt of a waiting one is due; NULL: it is held, or has ended.
CREATE TABLE webhook_deliveries (
    num      INTEGER PRIMARY KEY,
    id       BLOB NOT NULL UNIQUE,
    hook     BLOB NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event    TEXT NOT NULL,
    record   BLOB,
    task     BLOB,
    at       INTEGER NOT NULL,
    data     BLOB NOT NULL,
    status   TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next     INTEGER,
    tried    INTEGER NOT NULL,
    took     INTEGER NOT NULL,
    code     INTEGER NOT NULL,
    response TEXT NOT NULL,
    error    TEXT NOT NULL
);
CREATE INDEX webhook_deliveries_hook ON webhook_deliveries (hook, num);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (hook, next) WHERE next IS NOT NULL;
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (hook) WHERE status = 'waiting';
CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (hook, num) WHERE status != 'waiting';
CREATE INDEX webhook_deliveries_record ON webhook_deliveries (record) WHERE record IS NOT NULL;
CREATE INDEX webhook_deliveries_at ON webhook_deliveries (at);

-- +goose Down
DROP TABLE webhook_deliveries;
DROP TABLE webhook_events;
DROP TABLE webhooks;
