-- +goose Up

DROP TABLE search_words;
DROP TABLE search;

-- What finds a record, deleted ones too: the terms of package search, by class. rowid is records.num. Nothing private
-- gets here. The ends of terms begin with ~, so that a part of a term is the beginning of an end.
CREATE VIRTUAL TABLE search USING fts5(title, near, prose, numbers, money, content='', contentless_delete=1,
    detail=column, prefix='1 2 3', tokenize="ascii tokenchars '~'");

-- Opening the store fills the index, unless there is nothing to fill it with.
UPDATE records SET words = 0;
DELETE FROM meta WHERE key = 'search';
INSERT INTO meta (key, value) SELECT 'search', '1' WHERE NOT EXISTS (SELECT 1 FROM records);

-- +goose Down

DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1, detail=none,
    tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE search_words USING fts5vocab(search, instance);
UPDATE records SET words = 0;
