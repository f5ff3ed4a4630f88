-- +goose Up

-- The entity tag that an answer had; '': none.
ALTER TABLE answers ADD COLUMN etag TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE answers DROP COLUMN etag;
