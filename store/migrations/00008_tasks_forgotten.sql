-- +goose Up

-- What is not kept of a task any more. 0: nothing; 1: its input, without which it can't be tried again; 2: also all that it said and put out,
-- and of its proposals what was not accepted, since a record was erased.
ALTER TABLE tasks ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;

-- +goose Down
INSERT INTO task_inputs (task, input) SELECT id, CAST('{}' AS BLOB) FROM tasks WHERE forgotten > 0;
ALTER TABLE tasks DROP COLUMN forgotten;
