-- +goose Up

-- The region that has a task, if this database has only a copy from a restored backup. Empty: the task is here.
ALTER TABLE tasks ADD COLUMN region TEXT NOT NULL DEFAULT '';

-- The place of the last entry that erased a record, by brokerage. What another region tells of its tasks that has not
-- applied it may be the record's.
CREATE TABLE erasures (broker BLOB PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;

-- +goose Down
DROP TABLE erasures;
ALTER TABLE tasks DROP COLUMN region;
