-- +goose Up

-- A task is claimed by an owner until its lease ends; what the owner writes counts only while it owns the task.
CREATE TABLE tasks (
    num           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    broker        BLOB NOT NULL,
    user          BLOB NOT NULL,
    room          TEXT NOT NULL,
    workflow      TEXT NOT NULL,
    title         TEXT NOT NULL,
    policy        TEXT NOT NULL,
    status        TEXT NOT NULL,
    run_at        INTEGER NOT NULL,
    owner         BLOB,
    lease_until   INTEGER NOT NULL,
    progress      INTEGER NOT NULL,
    message       TEXT NOT NULL,
    reach         TEXT NOT NULL,
    error_code    TEXT NOT NULL,
    error_message TEXT NOT NULL,
    created       INTEGER NOT NULL,
    started       INTEGER NOT NULL,
    finished      INTEGER NOT NULL
);
CREATE INDEX tasks_due ON tasks (run_at, num) WHERE status IN ('queued', 'running');
CREATE INDEX tasks_running ON tasks (broker, lease_until) WHERE status = 'running';
CREATE INDEX tasks_open ON tasks (broker) WHERE status IN ('queued', 'running');
CREATE INDEX tasks_broker ON tasks (broker, num);
CREATE INDEX tasks_user ON tasks (user, num);

-- Inputs may be large, and a row is written anew as a whole whenever something of it changes: they have rows of their own.
CREATE TABLE task_inputs (
    task  BLOB PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    input BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE task_steps (
    task       BLOB NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL,
    plugin     TEXT NOT NULL,
    name       TEXT NOT NULL,
    version    TEXT NOT NULL,
    mapping    BLOB,
    status     TEXT NOT NULL,
    attempt    INTEGER NOT NULL,
    checkpoint BLOB,
    output     BLOB,
    PRIMARY KEY (task, seq)
) WITHOUT ROWID;

-- changes, decisions, reasons, applying and applied are JSON. open counts the pointers that nobody has decided on.
CREATE TABLE task_proposals (
    task      BLOB NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    num       INTEGER NOT NULL,
    step      INTEGER NOT NULL,
    record    BLOB NOT NULL,
    edit      BLOB NOT NULL,
    changes   BLOB NOT NULL,
    decisions BLOB,
    reasons   BLOB,
    applying  BLOB,
    decider   BLOB,
    applied   BLOB,
    open      INTEGER NOT NULL,
    PRIMARY KEY (task, num)
);
CREATE INDEX task_proposals_record ON task_proposals (record);
CREATE INDEX task_proposals_open ON task_proposals (task) WHERE open > 0;
CREATE INDEX task_proposals_applying ON task_proposals (task) WHERE applying IS NOT NULL;

-- What the model answered to a step, so that another attempt does not pay twice.
CREATE TABLE task_memos (
    task   BLOB NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    seq    INTEGER NOT NULL,
    key    BLOB NOT NULL,
    tokens INTEGER NOT NULL,
    answer BLOB NOT NULL,
    PRIMARY KEY (task, seq, key)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE task_memos;
DROP TABLE task_proposals;
DROP TABLE task_steps;
DROP TABLE task_inputs;
DROP TABLE tasks;
