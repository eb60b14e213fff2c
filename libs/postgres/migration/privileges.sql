-- All that the service may do: what is not here, it may not. Run after every
-- migration, as the owner of the tables. A new table gets its line here.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'simplebank_service') THEN
        CREATE ROLE simplebank_service NOLOGIN;
    END IF;
EXCEPTION
    -- Roles are of the whole cluster: another database's migration has just made it.
    WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

DO $$
DECLARE
    owned regclass;
    routine regprocedure;
BEGIN
    FOR owned IN
        SELECT oid FROM pg_class
        WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
            AND pg_has_role(relowner, 'USAGE')
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM simplebank_service', owned);
    END LOOP;
    -- Triggers fire without a right to their functions. Who had it could put them on
    -- a table of their own.
    FOR routine IN
        SELECT oid FROM pg_proc
        WHERE pronamespace = quote_ident(current_schema())::regnamespace AND pg_has_role(proowner, 'USAGE')
    LOOP
        EXECUTE format('REVOKE ALL ON ROUTINE %s FROM simplebank_service', routine);
    END LOOP;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO simplebank_service', current_schema());
END $$;

GRANT SELECT ON schema_migrations TO simplebank_service;

-- Not UPDATE of the role: it is the owner who makes bankers.
GRANT SELECT, INSERT (username, password_hash, full_name, email), UPDATE (password_hash, password_changed_at)
    ON users TO simplebank_service;
GRANT SELECT, INSERT, UPDATE (refresh_token_hash, blocked, renewed_at), DELETE ON sessions TO simplebank_service;

-- Who locks a row needs UPDATE of some column. That of the id allows nothing
-- else, as no id may change; the balance is the database's to change.
GRANT SELECT, INSERT (owner, currency), UPDATE (id) ON accounts TO simplebank_service;
GRANT SELECT, INSERT (from_account_id, to_account_id, amount, reverses_transfer_id, posts_transfer_id, reference, metadata)
    ON transfers TO simplebank_service;
GRANT SELECT, INSERT (from_account_id, to_account_id, amount, reference, metadata, expires_at), UPDATE (state)
    ON pending_transfers TO simplebank_service;
-- The balance and the time of an entry must be what the database makes of them.
GRANT SELECT, INSERT (transfer_id, account_id, amount, balance, created_at) ON entries TO simplebank_service;
-- To read what it returns. It adds no more than the two above let the service add.
GRANT SELECT, INSERT (from_account_ids, to_account_ids, amounts, from_balances, to_balances,
    reverses_transfer_ids, posts_transfer_ids, transfer_references, transfer_metadata)
    ON bookings TO simplebank_service;

GRANT SELECT, INSERT (username, role, action, account_id, transfer_id, pending_transfer_id, request_id)
    ON audit_log TO simplebank_service;

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO simplebank_service;

-- The log only grows. What waits for it is the database's to say.
GRANT SELECT ON unlogged_transfers TO simplebank_service;
GRANT SELECT, INSERT ON log_leaves TO simplebank_service;
GRANT SELECT, INSERT, UPDATE (hashes) ON log_tiles TO simplebank_service;
GRANT SELECT, INSERT (size, note) ON log_checkpoints TO simplebank_service;

-- Nothing on row_digests, which triggers write.
