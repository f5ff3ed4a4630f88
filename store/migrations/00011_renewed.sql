-- +goose Up

-- moved: the document in which the half goes on since the record was renewed. Such a document takes no more changes.
ALTER TABLE documents ADD COLUMN moved BLOB;
CREATE INDEX documents_moved ON documents (record) WHERE moved IS NOT NULL;

-- The ids of the documents of both halves, 16 bytes each, zero where a half was never renewed; NULL where neither was.
ALTER TABLE records ADD COLUMN documents BLOB;

-- +goose Down
ALTER TABLE records DROP COLUMN documents;
DROP INDEX documents_moved;
ALTER TABLE documents DROP COLUMN moved;
