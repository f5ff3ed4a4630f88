-- +goose Up

-- The terms of the full-text index, each with its records. It takes no room: it reads the index.
CREATE VIRTUAL TABLE search_terms USING fts5vocab(search, instance);

-- +goose Down
DROP TABLE search_terms;
