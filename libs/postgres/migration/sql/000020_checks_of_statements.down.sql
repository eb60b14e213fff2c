-- As in 000020.
LOCK TABLE accounts, transfers, entries, unlogged_transfers IN ACCESS EXCLUSIVE MODE;

DROP VIEW bookings;
DROP FUNCTION book_transfers();
DROP TRIGGER transfers_date ON transfers;
CREATE TRIGGER transfers_date BEFORE INSERT ON transfers
    FOR EACH ROW EXECUTE FUNCTION date_transfer();

ALTER TABLE transfers
    ADD CONSTRAINT transfers_from_account_id_fkey FOREIGN KEY (from_account_id) REFERENCES accounts (id),
    ADD CONSTRAINT transfers_to_account_id_fkey FOREIGN KEY (to_account_id) REFERENCES accounts (id);
ALTER TABLE entries
    ADD CONSTRAINT entries_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers (id),
    ADD CONSTRAINT entries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id);

-- As in 000018.
CREATE OR REPLACE FUNCTION book_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    bad bigint;
    wrong text;
    stepped boolean;
BEGIN
    SELECT e.id, CASE
            WHEN e.is_side IS NOT TRUE THEN 'is neither side of its transfer'
            WHEN e.balance <> a.balance + e.moved THEN 'has another balance than it makes'
            ELSE 'is out of order'
        END, e.is_side AND e.created_at = e.transfer_at AND e.created_at < e.latest INTO bad, wrong, stepped
    FROM (
        SELECT i.id, i.account_id, i.transfer_id, i.balance, i.created_at, t.created_at AS transfer_at,
            i.account_id = t.from_account_id AND i.amount = -t.amount
                OR i.account_id = t.to_account_id AND i.amount = t.amount AS is_side,
            sum(i.amount) OVER booked AS moved, max(i.created_at) OVER booked AS latest
        FROM inserted i LEFT JOIN transfers t ON t.id = i.transfer_id
        WINDOW booked AS (PARTITION BY i.account_id ORDER BY i.transfer_id)
    ) AS e LEFT JOIN accounts a ON a.id = e.account_id
    WHERE e.is_side IS NOT TRUE
        OR e.balance <> a.balance + e.moved OR e.balance < 0 AND a.owner IS NOT NULL
        OR e.created_at <> e.transfer_at OR e.created_at < e.latest
        OR e.created_at < a.last_transfer_at OR e.transfer_id <= a.last_transfer_id
    ORDER BY e.id LIMIT 1;
    IF stepped THEN
        RAISE EXCEPTION 'the clock was set back: entry % is of a time before an earlier one of its statement', bad
            USING ERRCODE = 'check_violation', TABLE = 'entries', CONSTRAINT = 'entries_clock';
    ELSIF FOUND THEN
        RAISE EXCEPTION 'entry % %', bad, wrong
            USING ERRCODE = 'check_violation', TABLE = 'entries', CONSTRAINT = 'entries_book';
    END IF;
    UPDATE accounts SET balance = accounts.balance + change.amount,
        last_transfer_id = change.transfer_id, last_transfer_at = change.created_at
    FROM (
        SELECT account_id, sum(amount) AS amount, max(transfer_id) AS transfer_id, max(created_at) AS created_at
        FROM inserted GROUP BY account_id
    ) AS change
    WHERE accounts.id = change.account_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION queue_for_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    writer text := foreign_writer(TG_RELID);
BEGIN
    INSERT INTO unlogged_transfers SELECT id FROM inserted;
    IF writer IS NOT NULL THEN
        INSERT INTO row_digests (table_name, row_key, digest, written_by)
        SELECT 'transfers', id::text, '', writer FROM inserted
        ON CONFLICT ON CONSTRAINT row_digests_pkey DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- As in 000006.
CREATE OR REPLACE FUNCTION check_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    sides bigint;
    one_currency boolean;
BEGIN
    SELECT count(*), min(a.currency) = max(a.currency) INTO sides, one_currency
    FROM entries e JOIN accounts a ON a.id = e.account_id
    WHERE e.transfer_id = NEW.id;
    IF sides <> 2 THEN
        RAISE EXCEPTION 'transfer % has % entries, it must have 2', NEW.id, sides
            USING ERRCODE = 'check_violation', TABLE = 'transfers', CONSTRAINT = 'transfers_balance';
    END IF;
    IF NOT one_currency THEN
        RAISE EXCEPTION 'transfer % is between two currencies', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'transfers', CONSTRAINT = 'transfers_balance';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER unlogged_transfers_balance ON unlogged_transfers;
ALTER TABLE unlogged_transfers DROP COLUMN incomplete;
CREATE CONSTRAINT TRIGGER transfers_balance AFTER INSERT ON transfers
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_transfer();

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['queue_for_log', 'check_transfer', 'book_entries']
    LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = pg_catalog, %I, pg_temp', name, current_schema());
    END LOOP;
END $$;
ALTER FUNCTION check_transfer() SET enable_seqscan = off;
ALTER FUNCTION book_entries() SET enable_seqscan = off;
