LOCK TABLE accounts IN EXCLUSIVE MODE; -- see the way up
DROP INDEX transfers_from_account_reference_idx, transfers_to_account_reference_idx,
    pending_transfers_from_account_reference_idx, pending_transfers_to_account_reference_idx;
