-- +goose Up

-- The longest value among a record's fields, if it is long: notes, mostly. A row is written as a whole whenever something
-- of it changes, so such a value has a row of its own. long is where in fields it belongs; NULL: fields is complete.
ALTER TABLE records ADD COLUMN long INTEGER;
CREATE TABLE long_values (record INTEGER PRIMARY KEY, data BLOB NOT NULL);

-- +goose Down
UPDATE records SET fields = CAST(substr(fields, 1, long)
    || (SELECT data FROM long_values WHERE record = records.num) || substr(fields, long + 1) AS BLOB)
    WHERE long IS NOT NULL;
DROP TABLE long_values;
ALTER TABLE records DROP COLUMN long;
