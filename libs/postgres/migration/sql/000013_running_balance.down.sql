LOCK TABLE accounts, transfers, entries, audit_log IN ACCESS EXCLUSIVE MODE;

DROP TRIGGER transfers_date ON transfers;
DROP TRIGGER entries_complete ON entries;
DROP FUNCTION date_transfer();
DROP FUNCTION complete_entry();

-- As in 000006.
CREATE OR REPLACE FUNCTION book_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT e.id INTO bad
    FROM inserted e JOIN transfers t ON t.id = e.transfer_id
    WHERE NOT (e.account_id = t.from_account_id AND e.amount = -t.amount
        OR e.account_id = t.to_account_id AND e.amount = t.amount)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % is neither side of its transfer', bad
            USING ERRCODE = 'check_violation', TABLE = 'entries', CONSTRAINT = 'entries_book';
    END IF;
    UPDATE accounts SET balance = accounts.balance + change.amount
    FROM (SELECT account_id, sum(amount) AS amount FROM inserted GROUP BY account_id) AS change
    WHERE accounts.id = change.account_id;
    RETURN NULL;
END $$;
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION book_entries() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;

DROP TRIGGER accounts_begin_empty ON accounts;
CREATE TRIGGER accounts_begin_empty BEFORE INSERT ON accounts
    FOR EACH ROW WHEN (NEW.balance <> 0)
    EXECUTE FUNCTION refuse('an account begins empty');
DROP TRIGGER accounts_balance_is_of_entries ON accounts;
CREATE TRIGGER accounts_balance_is_of_entries BEFORE UPDATE ON accounts
    FOR EACH ROW WHEN (OLD.balance IS DISTINCT FROM NEW.balance AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION refuse('a balance changes by entries only');
ALTER TABLE accounts DROP COLUMN last_transfer_id, DROP COLUMN last_transfer_at;

CREATE INDEX audit_log_account_id_idx ON audit_log (account_id);
CREATE INDEX audit_log_username_idx ON audit_log (username);
DROP INDEX audit_log_created_at_id_idx, audit_log_username_created_at_id_idx, audit_log_account_id_created_at_id_idx;

CREATE INDEX transfers_reference_idx ON transfers (reference, id) WHERE reference IS NOT NULL;
DROP INDEX transfers_reference_created_at_id_idx, transfers_created_at_id_idx;

CREATE INDEX transfers_from_account_id_idx ON transfers (from_account_id);
CREATE INDEX transfers_to_account_id_idx ON transfers (to_account_id);
CREATE INDEX entries_account_id_idx ON entries (account_id);
DROP INDEX entries_account_id_created_at_transfer_id_idx;

ALTER TABLE transfers ALTER COLUMN created_at SET DEFAULT now();
ALTER TABLE entries ALTER COLUMN created_at SET DEFAULT now(), DROP COLUMN balance;
