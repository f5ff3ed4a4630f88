-- +goose Up

-- What the row of a record began with, where transfers have made another one of it since; NULL: it is as it began.
ALTER TABLE records ADD COLUMN birth BLOB;

-- renews: the document that this one continues, or was to continue where two regions have both renewed it.
ALTER TABLE documents ADD COLUMN renews BLOB;
UPDATE documents SET renews = (SELECT former.id FROM documents former
        WHERE former.record = documents.record AND former.moved = documents.id AND former.moved IS NOT NULL)
    WHERE record IN (SELECT record FROM documents WHERE moved IS NOT NULL);

-- +goose Down
ALTER TABLE documents DROP COLUMN renews;
ALTER TABLE records DROP COLUMN birth;
