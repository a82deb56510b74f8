-- +goose Up
ALTER TABLE ledger_leaf ADD COLUMN changes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger_leaf ADD COLUMN state BYTEA;
ALTER TABLE ledger_leaf ADD COLUMN wrote BYTEA;
ALTER TABLE ledger_leaf ADD COLUMN author BYTEA;
ALTER TABLE ledger_leaf ADD COLUMN signature BYTEA;
