-- The marks of transfers stay: they are evidence, and the audit of the release
-- before names them, as rows of a table that has no digests.

-- As in 000015.
CREATE OR REPLACE FUNCTION queue_for_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO unlogged_transfers SELECT id FROM inserted;
    RETURN NULL;
END $$;

-- As in 000013.
CREATE OR REPLACE FUNCTION book_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    bad bigint;
    wrong text;
BEGIN
    SELECT e.id, CASE
            WHEN e.is_side IS NOT TRUE THEN 'is neither side of its transfer'
            WHEN e.balance <> a.balance + e.moved THEN 'has another balance than it makes'
            ELSE 'is out of order'
        END INTO bad, wrong
    FROM (
        SELECT i.id, i.account_id, i.transfer_id, i.balance, i.created_at, t.created_at AS transfer_at,
            i.account_id = t.from_account_id AND i.amount = -t.amount
                OR i.account_id = t.to_account_id AND i.amount = t.amount AS is_side,
            sum(i.amount) OVER booked AS moved, max(i.created_at) OVER booked AS latest
        FROM inserted i JOIN transfers t ON t.id = i.transfer_id
        WINDOW booked AS (PARTITION BY i.account_id ORDER BY i.transfer_id)
    ) AS e JOIN accounts a ON a.id = e.account_id
    WHERE e.is_side IS NOT TRUE
        OR e.balance <> a.balance + e.moved OR e.balance < 0 AND a.owner IS NOT NULL
        OR e.created_at <> e.transfer_at OR e.created_at < e.latest
        OR e.created_at < a.last_transfer_at OR e.transfer_id <= a.last_transfer_id
    ORDER BY e.id LIMIT 1;
    IF FOUND THEN
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

CREATE OR REPLACE FUNCTION date_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    SELECT greatest(clock_timestamp(), max(last_transfer_at)) INTO NEW.created_at
    FROM (
        SELECT last_transfer_at FROM accounts WHERE id IN (NEW.from_account_id, NEW.to_account_id)
        ORDER BY id FOR NO KEY UPDATE
    ) AS locked;
    RETURN NEW;
END $$;

-- As in 000014.
CREATE OR REPLACE FUNCTION number_pending_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    NEW.id := nextval('transfers_id_seq');
    RETURN NEW;
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['queue_for_log', 'book_entries', 'date_transfer', 'number_pending_transfer']
    LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = pg_catalog, %I, pg_temp', name, current_schema());
    END LOOP;
END $$;
