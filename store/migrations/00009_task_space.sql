-- +goose Up

-- ended: it neither waits nor runs. touched: when a task last did something, or was decided on. bytes: how much is kept of what it took in, put out and proposed.
ALTER TABLE tasks ADD COLUMN ended INTEGER AS (status NOT IN ('queued', 'running'));
ALTER TABLE tasks ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task_steps ADD COLUMN bytes INTEGER AS (coalesce(length(checkpoint), 0) + coalesce(length(output), 0));
ALTER TABLE task_proposals ADD COLUMN bytes INTEGER AS (length(edit) + length(changes) + coalesce(length(decisions), 0)
    + coalesce(length(reasons), 0) + coalesce(length(applying), 0) + coalesce(length(applied), 0));

-- The input of a task whose steps are done is of no more use.
UPDATE tasks SET forgotten = 1 WHERE forgotten = 0 AND status IN ('review', 'completed');
DELETE FROM task_inputs WHERE task IN (SELECT id FROM tasks WHERE forgotten > 0);
DELETE FROM task_memos WHERE task IN (SELECT id FROM tasks WHERE forgotten > 0);

UPDATE tasks SET touched = max(created, started, finished), bytes =
      coalesce((SELECT sum(length(input)) FROM task_inputs i WHERE i.task = tasks.id), 0)
    + coalesce((SELECT sum(bytes) FROM task_steps s WHERE s.task = tasks.id), 0)
    + coalesce((SELECT sum(length(answer)) FROM task_memos m WHERE m.task = tasks.id), 0)
    + coalesce((SELECT sum(bytes) FROM task_proposals p WHERE p.task = tasks.id), 0);

-- What the ended tasks of each user keep. Triggers hold it.
CREATE TABLE task_space (
    broker BLOB NOT NULL,
    user   BLOB NOT NULL,
    tasks  INTEGER NOT NULL,
    bytes  INTEGER NOT NULL,
    PRIMARY KEY (broker, user)
) WITHOUT ROWID;
INSERT INTO task_space SELECT broker, user, count(*), sum(bytes) FROM tasks WHERE ended GROUP BY broker, user;

CREATE INDEX tasks_ended ON tasks (broker, user, touched) WHERE ended;
CREATE INDEX tasks_large ON tasks (broker, user, touched) WHERE ended AND bytes >= 16384;
CREATE INDEX tasks_large_input ON tasks (broker, user, touched) WHERE ended AND bytes >= 16384 AND forgotten = 0;

-- +goose StatementBegin
CREATE TRIGGER task_inputs_added AFTER INSERT ON task_inputs
BEGIN
    UPDATE tasks SET bytes = bytes + length(NEW.input) WHERE id = NEW.task;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER task_inputs_removed AFTER DELETE ON task_inputs
BEGIN
    UPDATE tasks SET bytes = bytes - length(OLD.input) WHERE id = OLD.task;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER task_memos_added AFTER INSERT ON task_memos
BEGIN
    UPDATE tasks SET bytes = bytes + length(NEW.answer) WHERE id = NEW.task;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER task_memos_removed AFTER DELETE ON task_memos
BEGIN
    UPDATE tasks SET bytes = bytes - length(OLD.answer) WHERE id = OLD.task;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER task_steps_changed AFTER UPDATE OF checkpoint, output ON task_steps WHEN NEW.bytes != OLD.bytes
BEGIN
    UPDATE tasks SET bytes = bytes + NEW.bytes - OLD.bytes WHERE id = NEW.task;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER task_proposals_added AFTER INSERT ON task_proposals
BEGIN
    UPDATE tasks SET bytes = bytes + NEW.bytes WHERE id = NEW.task;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER task_proposals_changed AFTER UPDATE ON task_proposals WHEN NEW.bytes != OLD.bytes
BEGIN
    UPDATE tasks SET bytes = bytes + NEW.bytes - OLD.bytes WHERE id = NEW.task;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER task_proposals_removed AFTER DELETE ON task_proposals
BEGIN
    UPDATE tasks SET bytes = bytes - OLD.bytes WHERE id = OLD.task;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tasks_changed AFTER UPDATE OF status, bytes ON tasks
WHEN (NEW.ended OR OLD.ended) AND (NEW.ended, NEW.bytes) != (OLD.ended, OLD.bytes)
BEGIN
    INSERT INTO task_space (broker, user, tasks, bytes)
        VALUES (NEW.broker, NEW.user, NEW.ended - OLD.ended, NEW.ended * NEW.bytes - OLD.ended * OLD.bytes)
        ON CONFLICT DO UPDATE SET tasks = tasks + excluded.tasks, bytes = bytes + excluded.bytes;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tasks_removed AFTER DELETE ON tasks WHEN OLD.ended
BEGIN
    UPDATE task_space SET tasks = tasks - 1, bytes = bytes - OLD.bytes WHERE broker = OLD.broker AND user = OLD.user;
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER tasks_removed;
DROP TRIGGER tasks_changed;
DROP TRIGGER task_proposals_removed;
DROP TRIGGER task_proposals_changed;
DROP TRIGGER task_proposals_added;
DROP TRIGGER task_steps_changed;
DROP TRIGGER task_memos_removed;
DROP TRIGGER task_memos_added;
DROP TRIGGER task_inputs_removed;
DROP TRIGGER task_inputs_added;
DROP INDEX tasks_large_input;
DROP INDEX tasks_large;
DROP INDEX tasks_ended;
DROP TABLE task_space;
ALTER TABLE task_proposals DROP COLUMN bytes;
ALTER TABLE task_steps DROP COLUMN bytes;
ALTER TABLE tasks DROP COLUMN bytes;
ALTER TABLE tasks DROP COLUMN touched;
ALTER TABLE tasks DROP COLUMN ended;
