LOCK TABLE accounts IN EXCLUSIVE MODE; -- see the way up
DROP INDEX pending_transfers_from_account_idx, pending_transfers_to_account_idx;
