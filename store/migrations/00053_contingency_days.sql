-- +goose Up

-- How many days after acceptance what an escrow depends on is due, where nobody says; of the deposit business days. See
-- crm.ContingencyDays.
ALTER TABLE brokerages ADD COLUMN deposit_days INTEGER NOT NULL DEFAULT 3;
ALTER TABLE brokerages ADD COLUMN investigation_days INTEGER NOT NULL DEFAULT 17;
ALTER TABLE brokerages ADD COLUMN appraisal_days INTEGER NOT NULL DEFAULT 17;
ALTER TABLE brokerages ADD COLUMN loan_days INTEGER NOT NULL DEFAULT 21;

-- +goose Down
ALTER TABLE brokerages DROP COLUMN loan_days;
ALTER TABLE brokerages DROP COLUMN appraisal_days;
ALTER TABLE brokerages DROP COLUMN investigation_days;
ALTER TABLE brokerages DROP COLUMN deposit_days;
