-- What was checked for each row is checked once a statement: of 200 transfers in one
-- statement the checks took two thirds of the time. What is refused stays the same.

-- In the order in which transfers take them, so as not to wait in a circle.
LOCK TABLE accounts, transfers, entries, unlogged_transfers IN ACCESS EXCLUSIVE MODE;

-- A transfer has its two entries when its transaction ends. Nearly all have them when
-- their statement does, and they stay: only others are looked at again then.
ALTER TABLE unlogged_transfers ADD COLUMN incomplete boolean; -- when its statement ended; else NULL

-- queue_for_log as in 000018, but that it tells which transfers are to be looked at
-- again. No transfer of the statement can have more than its two entries, as
-- book_entries refuses what is no side, and the index a side that is there.
CREATE OR REPLACE FUNCTION queue_for_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    writer text := foreign_writer(TG_RELID);
    complete boolean;
BEGIN
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
            LEFT JOIN accounts o ON o.id = t.to_account_id AND i.amount < 0
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

-- As for the functions before, see 000006. Their plans are kept by a session, as made
-- for the first statement that it saw: a row is always looked for by its key, however
-- many there are. A merge would go through the table from its beginning.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['queue_for_log', 'check_transfer', 'book_entries']
    LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = pg_catalog, %I, pg_temp', name, current_schema());
        EXECUTE format('ALTER FUNCTION %I() SET enable_seqscan = off', name);
        EXECUTE format('ALTER FUNCTION %I() SET enable_mergejoin = off', name);
        EXECUTE format('ALTER FUNCTION %I() SET enable_hashjoin = off', name);
    END LOOP;
END $$;
