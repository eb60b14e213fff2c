-- Pending transfers are in the lists of transfers: of an account on either side, of
-- a reference, and of all, each also of one state only. Of the few states a list is
-- merged, so that those of one are found without those of others.
CREATE INDEX pending_transfers_from_list_idx ON pending_transfers (from_account_id, state, created_at, id);
CREATE INDEX pending_transfers_to_list_idx ON pending_transfers (to_account_id, state, created_at, id);
CREATE INDEX pending_transfers_list_idx ON pending_transfers (state, created_at, id);
CREATE INDEX pending_transfers_reference_list_idx ON pending_transfers (reference, created_at, id) WHERE reference IS NOT NULL;
