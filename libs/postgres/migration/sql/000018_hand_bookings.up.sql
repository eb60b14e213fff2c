-- What a review of the guards found open. Functions only: what calls them stays,
-- and the release before this one works on it as it did.

-- queue_for_log notes new transfers, and who has made them if it was not the
-- service: both once a statement, however many there are. The mark is for "bank
-- audit"; what the transfer was is in the log, so that it has no digest.
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

-- book_entries as in 000013, but that an entry of a transfer that is not there is
-- no side of it: the foreign key is only of the table that it belongs to. And where
-- the clock was set back between two transfers of a statement, it says so: then it
-- is no failure of who books, and goes well when it is tried again.
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

-- date_transfer as in 000013, but for a time to come: one that a clock gave which
-- was ahead, and which every transfer with either account would get from then on,
-- and hand on to its other one. Less than a minute is what a clock may be set back
-- by. Two statements are quicker than one that sorts two rows.
CREATE OR REPLACE FUNCTION date_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    one timestamptz;
    other timestamptz;
BEGIN
    SELECT last_transfer_at INTO one FROM accounts
    WHERE id = least(NEW.from_account_id, NEW.to_account_id) FOR NO KEY UPDATE;
    SELECT last_transfer_at INTO other FROM accounts
    WHERE id = greatest(NEW.from_account_id, NEW.to_account_id) FOR NO KEY UPDATE;
    NEW.created_at := clock_timestamp();
    IF greatest(one, other) > NEW.created_at THEN
        IF greatest(one, other) > NEW.created_at + interval '1 minute' THEN
            RAISE EXCEPTION 'the last transfer of account % or % is of %, but it is %: a clock is or was wrong',
                    NEW.from_account_id, NEW.to_account_id, greatest(one, other), NEW.created_at
                USING ERRCODE = 'check_violation', TABLE = 'transfers', CONSTRAINT = 'transfers_clock';
        END IF;
        NEW.created_at := greatest(one, other);
    END IF;
    RETURN NEW;
END $$;

-- number_pending_transfer as in 000014, but that it takes no id that a transfer has,
-- as when somebody has set the sequence back. The other way round is for the audit:
-- that would be to look at every transfer.
CREATE OR REPLACE FUNCTION number_pending_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    NEW.id := nextval('transfers_id_seq');
    IF EXISTS (SELECT FROM transfers WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'there is a transfer %: the sequence of ids was set back', NEW.id
            USING ERRCODE = 'unique_violation', TABLE = 'pending_transfers', CONSTRAINT = 'pending_transfers_number';
    END IF;
    RETURN NEW;
END $$;

-- As for the functions before, see 000006: those that had no rights to be executed
-- still have none.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['queue_for_log', 'book_entries', 'date_transfer', 'number_pending_transfer']
    LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = pg_catalog, %I, pg_temp', name, current_schema());
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %I() FROM PUBLIC', name);
    END LOOP;
END $$;
-- Its plan is kept by a session, also one that began when there were no transfers.
ALTER FUNCTION number_pending_transfer() SET enable_seqscan = off;
