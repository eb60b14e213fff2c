-- Transfers in two steps: the first reserves the amount, the second posts it, as
-- a transfer of its own, or gives it up. As in 000006, the database keeps all of
-- it by itself, whoever writes.

-- What pending transfers keep from being spent, those included that have expired
-- but have not been ended yet.
ALTER TABLE accounts
    ADD COLUMN reserved bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT accounts_reserved_check CHECK (CASE WHEN owner IS NULL THEN reserved = 0 ELSE reserved BETWEEN 0 AND balance END);

CREATE TRIGGER accounts_reserved_is_of_pending_transfers BEFORE UPDATE ON accounts
    FOR EACH ROW WHEN (OLD.reserved IS DISTINCT FROM NEW.reserved AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION refuse('what is reserved changes by pending transfers only');

-- The ids are among those of transfers: see number_pending_transfer. What was
-- posted is in the transfer that posts it.
CREATE TABLE pending_transfers (
    id bigint PRIMARY KEY,
    from_account_id bigint NOT NULL,
    to_account_id bigint NOT NULL,
    amount bigint NOT NULL,
    reference text,
    metadata text, -- JSON; row_digest of 000016 makes jsonb of rows, which refuses some of what JSON allows
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    state text NOT NULL DEFAULT 'pending',
    ended_at timestamptz,
    CONSTRAINT pending_transfers_from_account_id_fkey FOREIGN KEY (from_account_id) REFERENCES accounts (id),
    CONSTRAINT pending_transfers_to_account_id_fkey FOREIGN KEY (to_account_id) REFERENCES accounts (id),
    CONSTRAINT pending_transfers_accounts_check CHECK (from_account_id <> to_account_id),
    CONSTRAINT pending_transfers_amount_check CHECK (amount > 0),
    CONSTRAINT pending_transfers_reference_check CHECK (char_length(reference) BETWEEN 1 AND 140),
    CONSTRAINT pending_transfers_metadata_check CHECK (json_typeof(metadata::json) = 'object' AND octet_length(metadata) <= 2048),
    CONSTRAINT pending_transfers_expires_at_check CHECK (expires_at > created_at AND expires_at <= created_at + interval '720 hours'),
    CONSTRAINT pending_transfers_state_check CHECK (state IN ('pending', 'posted', 'voided', 'expired')),
    CONSTRAINT pending_transfers_ended_at_check CHECK ((state = 'pending') = (ended_at IS NULL))
);

-- To find what has expired: of one account, and of all.
CREATE INDEX pending_transfers_of_account_idx ON pending_transfers (from_account_id, expires_at) WHERE state = 'pending';
CREATE INDEX pending_transfers_expires_at_idx ON pending_transfers (expires_at) WHERE state = 'pending';

-- A transfer that posts a pending one: once only, and it cannot be a reversal too.
ALTER TABLE transfers
    ADD COLUMN posts_transfer_id bigint,
    ADD CONSTRAINT transfers_posts_transfer_id_fkey FOREIGN KEY (posts_transfer_id) REFERENCES pending_transfers (id),
    ADD CONSTRAINT transfers_posts_or_reverses_check CHECK (posts_transfer_id IS NULL OR reverses_transfer_id IS NULL);
CREATE UNIQUE INDEX transfers_posts_transfer_id_key ON transfers (posts_transfer_id) WHERE posts_transfer_id IS NOT NULL;

-- Acts on pending transfers.
ALTER TABLE audit_log
    ADD COLUMN pending_transfer_id bigint,
    ADD CONSTRAINT audit_log_pending_transfer_id_fkey FOREIGN KEY (pending_transfer_id) REFERENCES pending_transfers (id);

CREATE TRIGGER pending_transfers_stay BEFORE DELETE OR TRUNCATE ON pending_transfers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('pending transfers stay');
CREATE TRIGGER pending_transfers_begin BEFORE INSERT ON pending_transfers
    FOR EACH ROW WHEN (NEW.state <> 'pending')
    EXECUTE FUNCTION refuse('a pending transfer begins pending');

-- number_pending_transfer gives every new one an id that no transfer has. A
-- default would need everybody who inserts to have a right to the sequence.
CREATE FUNCTION number_pending_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    NEW.id := nextval('transfers_id_seq');
    RETURN NEW;
END $$;

CREATE TRIGGER pending_transfers_number BEFORE INSERT ON pending_transfers
    FOR EACH ROW EXECUTE FUNCTION number_pending_transfer();

-- reserve_pending and release_pending keep accounts.reserved: once a statement,
-- as book_entries does. What is short, accounts_reserved_check refuses.
CREATE FUNCTION reserve_pending() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT p.id INTO bad
    FROM inserted p JOIN accounts f ON f.id = p.from_account_id JOIN accounts t ON t.id = p.to_account_id
    WHERE f.owner IS NULL OR t.owner IS NULL OR f.currency <> t.currency
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'pending transfer % is not between accounts of users in one currency', bad
            USING ERRCODE = 'check_violation', TABLE = 'pending_transfers', CONSTRAINT = 'pending_transfers_reserve';
    END IF;
    UPDATE accounts SET reserved = accounts.reserved + change.amount
    FROM (SELECT from_account_id, sum(amount) AS amount FROM inserted GROUP BY from_account_id) AS change
    WHERE accounts.id = change.from_account_id;
    RETURN NULL;
END $$;

CREATE TRIGGER pending_transfers_reserve AFTER INSERT ON pending_transfers
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION reserve_pending();

-- Every update is an end: end_pending_transfer refuses what is not.
CREATE FUNCTION release_pending() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE accounts SET reserved = accounts.reserved - change.amount
    FROM (SELECT from_account_id, sum(amount) AS amount FROM ended GROUP BY from_account_id) AS change
    WHERE accounts.id = change.from_account_id;
    RETURN NULL;
END $$;

CREATE TRIGGER pending_transfers_release AFTER UPDATE ON pending_transfers
    REFERENCING OLD TABLE AS ended
    FOR EACH STATEMENT EXECUTE FUNCTION release_pending();

-- end_pending_transfer lets a pending transfer end, once, and tells when. The
-- time is the clock's, not that of the transaction, which may have waited for
-- the account or be kept open on purpose.
CREATE FUNCTION end_pending_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    at timestamptz := clock_timestamp();
BEGIN
    IF (OLD.id, OLD.from_account_id, OLD.to_account_id, OLD.amount, OLD.reference, OLD.metadata, OLD.expires_at, OLD.created_at)
        IS DISTINCT FROM
        (NEW.id, NEW.from_account_id, NEW.to_account_id, NEW.amount, NEW.reference, NEW.metadata, NEW.expires_at, NEW.created_at)
    THEN
        RAISE EXCEPTION 'pending transfer % may only end', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', TABLE = 'pending_transfers', CONSTRAINT = 'pending_transfers_end';
    END IF;
    IF OLD.state <> 'pending' OR NEW.state = 'pending' THEN
        RAISE EXCEPTION 'pending transfer % ends once', OLD.id
            USING ERRCODE = 'check_violation', TABLE = 'pending_transfers', CONSTRAINT = 'pending_transfers_end';
    END IF;
    IF NEW.state = 'expired' AND at < OLD.expires_at THEN
        RAISE EXCEPTION 'pending transfer % has not expired', OLD.id
            USING ERRCODE = 'check_violation', TABLE = 'pending_transfers', CONSTRAINT = 'pending_transfers_end';
    END IF;
    IF NEW.state <> 'expired' AND at >= OLD.expires_at THEN
        RAISE EXCEPTION 'pending transfer % has expired', OLD.id
            USING ERRCODE = 'check_violation', TABLE = 'pending_transfers', CONSTRAINT = 'pending_transfers_in_time';
    END IF;
    IF NEW.state = 'posted' AND NOT EXISTS (SELECT FROM transfers WHERE posts_transfer_id = OLD.id) THEN
        RAISE EXCEPTION 'no transfer posts pending transfer %', OLD.id
            USING ERRCODE = 'check_violation', TABLE = 'pending_transfers', CONSTRAINT = 'pending_transfers_end';
    END IF;
    -- It has been of no effect since it expired, not since somebody wrote it down.
    NEW.ended_at := CASE NEW.state WHEN 'expired' THEN OLD.expires_at ELSE at END;
    RETURN NEW;
END $$;

CREATE TRIGGER pending_transfers_end BEFORE UPDATE ON pending_transfers
    FOR EACH ROW EXECUTE FUNCTION end_pending_transfer();

-- post_pending_transfer ends what a new transfer posts. It is for each row, as
-- those come before the statement's book_entries: what was reserved must be free
-- before it is spent.
CREATE FUNCTION post_pending_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE pending_transfers SET state = 'posted'
    WHERE id = NEW.posts_transfer_id AND amount >= NEW.amount
        AND (from_account_id, to_account_id) = (NEW.from_account_id, NEW.to_account_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'transfer % does not post pending transfer %', NEW.id, NEW.posts_transfer_id
            USING ERRCODE = 'check_violation', TABLE = 'transfers', CONSTRAINT = 'transfers_posting';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER transfers_posting AFTER INSERT ON transfers
    FOR EACH ROW WHEN (NEW.posts_transfer_id IS NOT NULL) EXECUTE FUNCTION post_pending_transfer();

-- As for the functions before them, see 000006.
REVOKE EXECUTE ON FUNCTION number_pending_transfer(), reserve_pending(), release_pending(), end_pending_transfer(),
    post_pending_transfer() FROM PUBLIC;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['number_pending_transfer', 'reserve_pending', 'release_pending', 'end_pending_transfer', 'post_pending_transfer']
    LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = pg_catalog, %I, pg_temp', name, current_schema());
    END LOOP;
END $$;
