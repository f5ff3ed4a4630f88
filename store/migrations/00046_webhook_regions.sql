-- +goose Up

-- The region whose server sends what a webhook asks for. Empty: the only one, or the first of several, whose list was
-- made when the webhook was there already.
ALTER TABLE webhooks ADD COLUMN region TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE webhooks DROP COLUMN region;
