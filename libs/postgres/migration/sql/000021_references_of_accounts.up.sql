-- Of an account's transfers those with a reference are found without those of other
-- accounts: a reference like "rent" is that of very many, and of one account's few.
-- That costs transfers which have a reference two rows more in indexes, and others
-- nothing.

-- Whoever writes to either table has begun with accounts: so this waits for all of them
-- before it holds what one of them may still want.
LOCK TABLE accounts IN EXCLUSIVE MODE;

CREATE INDEX transfers_from_account_reference_idx ON transfers (from_account_id, reference, created_at, id) WHERE reference IS NOT NULL;
CREATE INDEX transfers_to_account_reference_idx ON transfers (to_account_id, reference, created_at, id) WHERE reference IS NOT NULL;
CREATE INDEX pending_transfers_from_account_reference_idx ON pending_transfers (from_account_id, reference, created_at, id) WHERE reference IS NOT NULL;
CREATE INDEX pending_transfers_to_account_reference_idx ON pending_transfers (to_account_id, reference, created_at, id) WHERE reference IS NOT NULL;
