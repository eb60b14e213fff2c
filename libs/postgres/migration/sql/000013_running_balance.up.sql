-- The balance of an account after each of its entries, and times in the order of
-- bookings: what an account held at a time is what its last entry until then says.

-- In the order in which transfers take them, so as not to wait in a circle.
LOCK TABLE accounts, transfers, entries, audit_log IN ACCESS EXCLUSIVE MODE;

ALTER TABLE entries ADD COLUMN balance bigint;

-- The last booking of an account, which the next one is to follow.
ALTER TABLE accounts
    ADD COLUMN last_transfer_id bigint,
    ADD COLUMN last_transfer_at timestamptz;

ALTER TABLE transfers DISABLE TRIGGER transfers_stay;
ALTER TABLE entries DISABLE TRIGGER entries_stay;

-- A time was that of the beginning of the transaction, which then may have waited
-- for another one that began later. Such a transfer gets the time of the one that
-- it waited for; as that is another entry's time too, until no time changes.
DO $$
BEGIN
    LOOP
        UPDATE entries SET created_at = t.created_at
        FROM transfers t WHERE t.id = entries.transfer_id AND t.created_at <> entries.created_at;

        UPDATE transfers SET created_at = late.created_at
        FROM (
            SELECT transfer_id, max(latest) AS created_at
            FROM (SELECT transfer_id, max(created_at) OVER (PARTITION BY account_id ORDER BY transfer_id) AS latest FROM entries) AS e
            GROUP BY transfer_id
        ) AS late
        WHERE late.transfer_id = transfers.id AND late.created_at > transfers.created_at;
        EXIT WHEN NOT FOUND;
    END LOOP;
END $$;

UPDATE entries SET balance = running.balance
FROM (SELECT id, sum(amount) OVER (PARTITION BY account_id ORDER BY transfer_id) AS balance FROM entries) AS running
WHERE running.id = entries.id;

UPDATE accounts SET last_transfer_id = last.transfer_id, last_transfer_at = last.created_at
FROM (SELECT account_id, max(transfer_id) AS transfer_id, max(created_at) AS created_at FROM entries GROUP BY account_id) AS last
WHERE last.account_id = accounts.id;

ALTER TABLE transfers ENABLE TRIGGER transfers_stay, ALTER COLUMN created_at DROP DEFAULT;
ALTER TABLE entries ENABLE TRIGGER entries_stay, ALTER COLUMN created_at DROP DEFAULT, ALTER COLUMN balance SET NOT NULL;

-- An account's entries in order: its pages, its statement, its balance at a time,
-- and by way of them its transfers, for which the transfers need no index.
CREATE INDEX entries_account_id_created_at_transfer_id_idx ON entries (account_id, created_at, transfer_id);
DROP INDEX entries_account_id_idx, transfers_from_account_id_idx, transfers_to_account_id_idx;

-- All transfers in order, and those with a reference.
CREATE INDEX transfers_created_at_id_idx ON transfers (created_at, id);
CREATE INDEX transfers_reference_created_at_id_idx ON transfers (reference, created_at, id) WHERE reference IS NOT NULL;
DROP INDEX transfers_reference_idx;

-- The audit log in order: all of it, a user's part, an account's.
CREATE INDEX audit_log_created_at_id_idx ON audit_log (created_at, id);
CREATE INDEX audit_log_username_created_at_id_idx ON audit_log (username, created_at, id);
CREATE INDEX audit_log_account_id_created_at_id_idx ON audit_log (account_id, created_at, id);
DROP INDEX audit_log_username_idx, audit_log_account_id_idx;

DROP TRIGGER accounts_begin_empty ON accounts;
CREATE TRIGGER accounts_begin_empty BEFORE INSERT ON accounts
    FOR EACH ROW WHEN (NEW.balance <> 0 OR NEW.last_transfer_id IS NOT NULL OR NEW.last_transfer_at IS NOT NULL)
    EXECUTE FUNCTION refuse('an account begins empty');
DROP TRIGGER accounts_balance_is_of_entries ON accounts;
CREATE TRIGGER accounts_balance_is_of_entries BEFORE UPDATE ON accounts
    FOR EACH ROW WHEN ((OLD.balance, OLD.last_transfer_id, OLD.last_transfer_at)
        IS DISTINCT FROM (NEW.balance, NEW.last_transfer_id, NEW.last_transfer_at) AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION refuse('a balance changes by entries only');

-- date_transfer gives a transfer its time, whatever was asked for: that at which
-- both accounts are locked, if the writer has not done so before; but never one
-- before their last, should the clock step back.
CREATE FUNCTION date_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    SELECT greatest(clock_timestamp(), max(last_transfer_at)) INTO NEW.created_at
    FROM (
        SELECT last_transfer_at FROM accounts WHERE id IN (NEW.from_account_id, NEW.to_account_id)
        ORDER BY id FOR NO KEY UPDATE
    ) AS locked;
    RETURN NEW;
END $$;

CREATE TRIGGER transfers_date BEFORE INSERT ON transfers
    FOR EACH ROW EXECUTE FUNCTION date_transfer();

-- complete_entry fills in what the release before this one does not tell. The
-- entry before may be of the same statement.
CREATE FUNCTION complete_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    NEW.created_at := coalesce(NEW.created_at, (SELECT created_at FROM transfers WHERE id = NEW.transfer_id));
    NEW.balance := coalesce(NEW.balance, NEW.amount + coalesce((
        SELECT balance FROM entries WHERE account_id = NEW.account_id
        ORDER BY created_at DESC, transfer_id DESC LIMIT 1), 0));
    RETURN NEW;
END $$;

CREATE TRIGGER entries_complete BEFORE INSERT ON entries
    FOR EACH ROW WHEN (NEW.balance IS NULL OR NEW.created_at IS NULL) EXECUTE FUNCTION complete_entry();

-- book_entries adds new entries to the balances: once a statement, however many
-- entries and however many of them are of one account. An account's are booked in
-- the order of their transfers. The accounts are locked: date_transfer was there
-- before, as an entry is a side of a transfer of the same transaction.
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

-- As for the functions before them, see 000006.
REVOKE EXECUTE ON FUNCTION date_transfer(), complete_entry() FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION date_transfer() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION complete_entry() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION book_entries() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
