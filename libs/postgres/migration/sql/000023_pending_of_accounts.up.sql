-- The pending transfers of an account are found in the order of lists without their
-- state. A list that asks for none merged those of each state on either side: eight
-- queries, which took most of its time to plan.

-- Whoever writes to the table has begun with accounts: so this waits for all of them
-- before it holds what one of them may still want.
LOCK TABLE accounts IN EXCLUSIVE MODE;

CREATE INDEX pending_transfers_from_account_idx ON pending_transfers (from_account_id, created_at, id);
CREATE INDEX pending_transfers_to_account_idx ON pending_transfers (to_account_id, created_at, id);
