-- Double entry, kept by the database whoever writes: transfers and entries are
-- only ever added, a transfer has its two entries by the end of its
-- transaction, and a balance changes by entries only.
--
-- What runs with the owner's rights finds its tables in this schema, never among
-- a caller's temporary ones, and is nobody's to call: see the end.

-- refuse stops a statement; its argument says what the rule is.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
        USING ERRCODE = 'integrity_constraint_violation', TABLE = TG_TABLE_NAME;
END $$;

CREATE TRIGGER transfers_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON transfers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('transfers are only ever added');
CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('entries are only ever added');
CREATE TRIGGER accounts_stay BEFORE DELETE OR TRUNCATE ON accounts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('accounts stay');

CREATE TRIGGER accounts_begin_empty BEFORE INSERT ON accounts
    FOR EACH ROW WHEN (NEW.balance <> 0)
    EXECUTE FUNCTION refuse('an account begins empty');
CREATE TRIGGER accounts_are_kept BEFORE UPDATE ON accounts
    FOR EACH ROW WHEN ((OLD.id, OLD.owner, OLD.currency, OLD.created_at)
        IS DISTINCT FROM (NEW.id, NEW.owner, NEW.currency, NEW.created_at))
    EXECUTE FUNCTION refuse('only the balance of an account changes');
-- Within book_entries the depth is 1. To set a balance to what its entries have
-- made it already, as the release before this one does, changes nothing.
CREATE TRIGGER accounts_balance_is_of_entries BEFORE UPDATE ON accounts
    FOR EACH ROW WHEN (OLD.balance IS DISTINCT FROM NEW.balance AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION refuse('a balance changes by entries only');

-- book_entries adds new entries to the balances: once a statement, however many
-- entries and however many of them are of one account.
CREATE FUNCTION book_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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

CREATE TRIGGER entries_book AFTER INSERT ON entries
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION book_entries();

-- check_transfer has only to count: book_entries has seen that each entry is one
-- side, and two of one side would be two of one account.
CREATE FUNCTION check_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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

CREATE CONSTRAINT TRIGGER transfers_balance AFTER INSERT ON transfers
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_transfer();

-- A trigger fires without the right to execute its function; but who has it
-- could put book_entries on a table of their own.
REVOKE EXECUTE ON FUNCTION book_entries(), check_transfer() FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION book_entries() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION check_transfer() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
