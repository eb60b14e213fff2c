-- What was done for each row is done once a statement: of the time that 200 transfers
-- in one statement took, it was two thirds. What is refused stays the same.

-- In the order in which transfers take them, so as not to wait in a circle.
LOCK TABLE accounts, transfers, entries, unlogged_transfers IN ACCESS EXCLUSIVE MODE;

-- A transfer has its two entries when its transaction ends. Nearly all have them when
-- their statement does, and they stay: only others are looked at again then.
ALTER TABLE unlogged_transfers ADD COLUMN incomplete boolean; -- when its statement ended; else NULL

-- queue_for_log as in 000018, but that it tells which transfers are to be looked at
-- again: no transfer of the statement can have more than its two entries, as
-- book_entries refuses what is no side, and the index a side that is there. And it
-- sees that they are of the time of the statement, whoever has dated them: see below.
CREATE OR REPLACE FUNCTION queue_for_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    writer text := foreign_writer(TG_RELID);
    complete boolean;
    bad bigint;
BEGIN
    SELECT id INTO bad FROM inserted
    WHERE created_at NOT BETWEEN statement_timestamp() AND clock_timestamp() + interval '1 minute' LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transfer % is not of the time of its statement: a clock is wrong, or was set', bad
            USING ERRCODE = 'check_violation', TABLE = 'transfers', CONSTRAINT = 'transfers_clock';
    END IF;
    SELECT count(*) * 2 = (SELECT count(*) FROM entries WHERE transfer_id = ANY (ARRAY(SELECT id FROM inserted)))
    INTO complete FROM inserted;
    INSERT INTO unlogged_transfers (transfer_id, incomplete)
    SELECT id, CASE WHEN NOT complete THEN true END FROM inserted;
    IF writer IS NOT NULL THEN
        INSERT INTO row_digests (table_name, row_key, digest, written_by)
        SELECT 'transfers', id::text, '', writer FROM inserted
        ON CONFLICT ON CONSTRAINT row_digests_pkey DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- check_transfer has only to count: book_entries has seen the rest.
CREATE OR REPLACE FUNCTION check_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    sides bigint;
BEGIN
    SELECT count(*) INTO sides FROM entries WHERE transfer_id = NEW.transfer_id;
    IF sides <> 2 THEN
        RAISE EXCEPTION 'transfer % has % entries, it must have 2', NEW.transfer_id, sides
            USING ERRCODE = 'check_violation', TABLE = 'transfers', CONSTRAINT = 'transfers_balance';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER transfers_balance ON transfers;
CREATE CONSTRAINT TRIGGER unlogged_transfers_balance AFTER INSERT ON unlogged_transfers
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.incomplete) EXECUTE FUNCTION check_transfer();

-- book_entries as in 000018, but that it sees, too, that the accounts are there and
-- of one currency, for which the entry of the side that pays tells the other one. An
-- entry's balance and time go on from those of the one before it, the first one's
-- from those of the account: so each is right if all are.
CREATE OR REPLACE FUNCTION book_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    bad bigint;
    wrong text;
    stepped boolean;
BEGIN
    SELECT e.id, CASE
            WHEN e.is_side IS NOT TRUE THEN 'is neither side of its transfer'
            WHEN e.account_currency IS NULL THEN 'is of no account'
            WHEN e.other_currency <> e.account_currency THEN 'is of a transfer between two currencies'
            WHEN e.balance <> e.balance_before + e.amount THEN 'has another balance than it makes'
            ELSE 'is out of order'
        END, e.is_side AND e.created_at = e.transfer_at AND e.created_at < e.earlier INTO bad, wrong, stepped
    FROM (
        SELECT i.id, i.transfer_id, i.amount, i.balance, i.created_at, t.created_at AS transfer_at,
            i.account_id = t.from_account_id AND i.amount = -t.amount
                OR i.account_id = t.to_account_id AND i.amount = t.amount AS is_side,
            a.owner, a.currency AS account_currency, a.last_transfer_id, a.last_transfer_at,
            CASE WHEN i.amount < 0 THEN coalesce(o.currency, '') END AS other_currency,
            coalesce(lag(i.balance) OVER booked, a.balance) AS balance_before, lag(i.created_at) OVER booked AS earlier
        FROM inserted i
            LEFT JOIN transfers t ON t.id = i.transfer_id
            LEFT JOIN accounts a ON a.id = i.account_id
            LEFT JOIN accounts o ON o.id = CASE WHEN i.amount < 0 THEN t.to_account_id END
        WINDOW booked AS (PARTITION BY i.account_id ORDER BY i.transfer_id)
    ) AS e
    WHERE e.is_side IS NOT TRUE OR e.account_currency IS NULL OR e.other_currency <> e.account_currency
        OR e.balance <> e.balance_before + e.amount OR e.balance < 0 AND e.owner IS NOT NULL
        OR e.created_at <> e.transfer_at OR e.created_at < e.earlier
        OR e.created_at < e.last_transfer_at OR e.transfer_id <= e.last_transfer_id
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

-- The foreign keys of these were checked, and the rows they name locked, row by row.
-- Now book_entries sees that an entry's transfer and account are there, and by way of
-- its entries a transfer's accounts are. That they stay is for transfers_stay,
-- accounts_stay and accounts_are_kept. What is past all triggers was so past those of
-- foreign keys, and is for "bank audit" to find.
ALTER TABLE entries
    DROP CONSTRAINT entries_transfer_id_fkey,
    DROP CONSTRAINT entries_account_id_fkey;
ALTER TABLE transfers
    DROP CONSTRAINT transfers_from_account_id_fkey,
    DROP CONSTRAINT transfers_to_account_id_fkey;

-- bookings takes transfers with their entries, many of them in one row, and has none:
-- see book_transfers. An id of 0 and an empty text stand for NULL.
CREATE VIEW bookings AS SELECT
    NULL::bigint[] AS from_account_ids, NULL::bigint[] AS to_account_ids, NULL::bigint[] AS amounts,
    NULL::bigint[] AS from_balances, NULL::bigint[] AS to_balances, -- after each
    NULL::bigint[] AS reverses_transfer_ids, NULL::bigint[] AS posts_transfer_ids,
    NULL::text[] AS transfer_references, NULL::text[] AS transfer_metadata,
    -- What the database says of them, whatever is given.
    NULL::bigint[] AS transfer_ids, NULL::bigint[] AS entry_ids, NULL::timestamptz AS created_at
WHERE false;

-- book_transfers adds transfers and their two entries each in one statement, in the
-- order in which they are given; of two entries that of the account that pays comes
-- first. It does so with the owner's rights, but adds only what the service may add by
-- itself, and what it adds is checked as if the service had.
--
-- As date_transfer does for one of them, it locks the accounts of all, and then takes
-- the time: that of all of them, and at least that of the last booking of each.
CREATE FUNCTION book_transfers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    latest timestamptz;
BEGIN
    SELECT max(last_transfer_at) INTO latest
    FROM (
        SELECT last_transfer_at FROM accounts WHERE id = ANY (NEW.from_account_ids || NEW.to_account_ids)
        ORDER BY id FOR NO KEY UPDATE
    ) AS locked;
    NEW.created_at := clock_timestamp();
    IF latest > NEW.created_at THEN
        IF latest > NEW.created_at + interval '1 minute' THEN
            RAISE EXCEPTION 'the last transfer of an account is of %, but it is %: a clock is or was wrong', latest, NEW.created_at
                USING ERRCODE = 'check_violation', TABLE = 'transfers', CONSTRAINT = 'transfers_clock';
        END IF;
        NEW.created_at := latest;
    END IF;
    WITH transfer AS (
        INSERT INTO transfers (from_account_id, to_account_id, amount, reverses_transfer_id, posts_transfer_id, reference, metadata, created_at)
        SELECT from_account_id, to_account_id, amount, nullif(reverses, 0), nullif(posts, 0), nullif(reference, ''), nullif(json, '')::json, NEW.created_at
        FROM unnest(NEW.from_account_ids, NEW.to_account_ids, NEW.amounts, NEW.reverses_transfer_ids, NEW.posts_transfer_ids,
                NEW.transfer_references, NEW.transfer_metadata)
            WITH ORDINALITY AS given (from_account_id, to_account_id, amount, reverses, posts, reference, json, n)
        ORDER BY n
        RETURNING id, created_at
    ), numbered AS (
        SELECT *, row_number() OVER (ORDER BY id)::int AS n FROM transfer
    ), entry AS (
        INSERT INTO entries (transfer_id, account_id, amount, balance, created_at)
        SELECT t.id, side.account_id, side.amount, side.balance, t.created_at
        FROM numbered t, LATERAL (VALUES
            (NEW.from_account_ids[n], -NEW.amounts[n], NEW.from_balances[n]),
            (NEW.to_account_ids[n], NEW.amounts[n], NEW.to_balances[n])
        ) AS side (account_id, amount, balance)
        ORDER BY t.id, side.amount
        RETURNING id
    )
    SELECT array_agg(id ORDER BY id), (SELECT array_agg(id ORDER BY id) FROM entry)
    INTO NEW.transfer_ids, NEW.entry_ids FROM transfer;
    RETURN NEW;
END $$;

CREATE TRIGGER bookings_book INSTEAD OF INSERT ON bookings
    FOR EACH ROW EXECUTE FUNCTION book_transfers();

-- Within book_transfers the depth is 1. In a trigger of their own the service cannot
-- add transfers: they have no time then, and it may not give them one.
DROP TRIGGER transfers_date ON transfers;
CREATE TRIGGER transfers_date BEFORE INSERT ON transfers
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION date_transfer();

-- As for the functions before, see 000006. Their plans are kept by a session, as made
-- for the first statement that it saw: a row is always looked for by its key, however
-- many there are. A merge would go through the table from its beginning.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['queue_for_log', 'check_transfer', 'book_entries', 'book_transfers']
    LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = pg_catalog, %I, pg_temp', name, current_schema());
        EXECUTE format('ALTER FUNCTION %I() SET enable_seqscan = off', name);
        EXECUTE format('ALTER FUNCTION %I() SET enable_mergejoin = off', name);
        EXECUTE format('ALTER FUNCTION %I() SET enable_hashjoin = off', name);
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %I() FROM PUBLIC', name);
    END LOOP;
END $$;
