-- Evidence for "bank audit": what was done to rows past the programs of the bank.
-- See docs/audit.md, also for what this cannot show.

-- A digest of each row of the tables that double entry does not prove. The digest
-- of a row that was deleted by nobody of ours stays, and tells that it was there.
CREATE TABLE row_digests (
    table_name text NOT NULL,
    row_key text NOT NULL, -- the primary key; more than one column with spaces between
    digest bytea NOT NULL,
    written_by text, -- the first database role that wrote or deleted the row and had no business to
    forged boolean NOT NULL DEFAULT false, -- the row was not as its digest says when it was next written
    CONSTRAINT row_digests_pkey PRIMARY KEY (table_name, row_key)
);

-- row_digest covers the name of the table and all columns that are not NULL: one
-- that is added later, and is NULL, leaves it as it is. What bookings change in an
-- account is proven by its entries and pending transfers. Times must be in UTC, and
-- bytea in hex.
CREATE FUNCTION row_digest(table_name text, fields jsonb) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(table_name || jsonb_strip_nulls(fields - ARRAY['balance', 'reserved', 'last_transfer_id', 'last_transfer_at'])::text, 'UTF8'))
$$;

-- foreign_writer is the role of the session, unless that is the service's. Where
-- no login is the service's, one role is used for all: the owner of the tables.
-- Superusers are in every role; no login of the service may execute programs. The
-- first part has no query in it, as it is for every row.
CREATE FUNCTION foreign_writer(tables regclass) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    service oid := to_regrole('simplebank_service');
BEGIN
    IF pg_has_role(session_user, service, 'USAGE')
        AND NOT pg_has_role(session_user, 'pg_execute_server_program', 'USAGE') THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND pg_has_role(oid, service, 'USAGE'))
        AND pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = tables), 'USAGE') THEN
        RETURN NULL;
    END IF;
    RETURN session_user;
END $$;

-- keep_row_digest takes the columns of the primary key. It looks at what the row
-- was, too: else the next change that is in order would hide the one before it
-- that was not. Roles and system accounts are for the owner of the tables to give:
-- record_role tells of the one, and of the other there is one a currency.
CREATE FUNCTION keep_row_digest() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    was jsonb;
    becomes jsonb;
    forged boolean := false;
    writer text := foreign_writer(TG_RELID);
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := to_jsonb(OLD);
        forged := NOT EXISTS (
            SELECT FROM row_digests d
            WHERE d.table_name = TG_TABLE_NAME AND d.row_key = concat_ws(' ', was->>TG_ARGV[0], was->>TG_ARGV[1])
                AND d.digest = row_digest(TG_TABLE_NAME, was));
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF writer IS NULL AND NOT forged THEN
            DELETE FROM row_digests d
            WHERE d.table_name = TG_TABLE_NAME AND d.row_key = concat_ws(' ', was->>TG_ARGV[0], was->>TG_ARGV[1])
                AND d.written_by IS NULL AND NOT d.forged;
            RETURN NULL;
        END IF;
        becomes := was;
    ELSE
        becomes := to_jsonb(NEW);
        IF TG_TABLE_NAME = 'users' AND was - 'role' = becomes - 'role'
            OR TG_TABLE_NAME = 'accounts' AND becomes->>'owner' IS NULL
            OR TG_TABLE_NAME = 'audit_log' AND becomes->>'action' = 'role' THEN
            writer := NULL;
        END IF;
    END IF;
    INSERT INTO row_digests AS d (table_name, row_key, digest, written_by, forged)
    VALUES (TG_TABLE_NAME, concat_ws(' ', becomes->>TG_ARGV[0], becomes->>TG_ARGV[1]),
        row_digest(TG_TABLE_NAME, becomes), writer, forged)
    ON CONFLICT ON CONSTRAINT row_digests_pkey DO UPDATE SET
        digest = excluded.digest,
        written_by = coalesce(d.written_by, excluded.written_by),
        forged = d.forged OR excluded.forged;
    RETURN NULL;
END $$;

-- A change of a role is an act, whoever makes it and with what program. It has no
-- account; username is who has the role from then on.
ALTER TABLE audit_log
    ALTER COLUMN account_id DROP NOT NULL,
    ADD COLUMN database_role text, -- who did it, where that was no user of the bank
    ADD CONSTRAINT audit_log_role_check CHECK (
        (action = 'role') = (database_role IS NOT NULL) AND (action = 'role') = (account_id IS NULL));

CREATE FUNCTION record_role() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO audit_log (username, role, action, request_id, database_role)
    VALUES (NEW.username, NEW.role, 'role', coalesce(current_setting('simplebank.request_id', true), ''), session_user);
    RETURN NULL;
END $$;

INSERT INTO audit_log (username, role, action, request_id, database_role)
SELECT username, role, 'role', 'migration 16', session_user FROM users WHERE role <> 'depositor' ORDER BY username;

SET LOCAL timezone = 'UTC';
SET LOCAL bytea_output = 'hex';
INSERT INTO row_digests (table_name, row_key, digest)
SELECT 'users', username, row_digest('users', to_jsonb(u)) FROM users u
UNION ALL SELECT 'sessions', id::text, row_digest('sessions', to_jsonb(s)) FROM sessions s
UNION ALL SELECT 'accounts', id::text, row_digest('accounts', to_jsonb(a)) FROM accounts a
UNION ALL SELECT 'audit_log', id::text, row_digest('audit_log', to_jsonb(l)) FROM audit_log l
UNION ALL SELECT 'idempotency_keys', username || ' ' || key, row_digest('idempotency_keys', to_jsonb(k)) FROM idempotency_keys k
UNION ALL SELECT 'pending_transfers', id::text, row_digest('pending_transfers', to_jsonb(p)) FROM pending_transfers p
UNION ALL SELECT 'log_checkpoints', size::text, row_digest('log_checkpoints', to_jsonb(c)) FROM log_checkpoints c;

CREATE TRIGGER users_digest AFTER INSERT OR UPDATE OR DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION keep_row_digest('username');
CREATE TRIGGER sessions_digest AFTER INSERT OR UPDATE OR DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION keep_row_digest('id');
-- Not of updates: an account changes its balance only, and often.
CREATE TRIGGER accounts_digest AFTER INSERT OR DELETE ON accounts
    FOR EACH ROW EXECUTE FUNCTION keep_row_digest('id');
CREATE TRIGGER audit_log_digest AFTER INSERT OR UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION keep_row_digest('id');
CREATE TRIGGER idempotency_keys_digest AFTER INSERT OR UPDATE OR DELETE ON idempotency_keys
    FOR EACH ROW EXECUTE FUNCTION keep_row_digest('username', 'key');
CREATE TRIGGER pending_transfers_digest AFTER INSERT OR UPDATE OR DELETE ON pending_transfers
    FOR EACH ROW EXECUTE FUNCTION keep_row_digest('id');
-- That an earlier checkpoint is gone the log itself does not tell.
CREATE TRIGGER log_checkpoints_digest AFTER INSERT OR UPDATE OR DELETE ON log_checkpoints
    FOR EACH ROW EXECUTE FUNCTION keep_row_digest('size');

CREATE TRIGGER users_begin_with_role AFTER INSERT ON users
    FOR EACH ROW WHEN (NEW.role <> 'depositor') EXECUTE FUNCTION record_role();
CREATE TRIGGER users_role AFTER UPDATE OF role ON users
    FOR EACH ROW EXECUTE FUNCTION record_role();

-- By the triggers above the depth is 1.
CREATE TRIGGER row_digests_are_of_triggers BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON row_digests
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse('digests change with their rows only');
CREATE TRIGGER audit_log_roles_are_of_users BEFORE INSERT ON audit_log
    FOR EACH ROW WHEN (NEW.action = 'role' AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION refuse('a change of a role is recorded by itself');

-- As for the functions before, see 000006.
REVOKE EXECUTE ON FUNCTION keep_row_digest(), record_role() FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION keep_row_digest() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION record_role() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
ALTER FUNCTION keep_row_digest() SET timezone = 'UTC';
ALTER FUNCTION keep_row_digest() SET bytea_output = 'hex';
