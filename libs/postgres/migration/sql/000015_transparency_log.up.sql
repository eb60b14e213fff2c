-- The tamper-evident log: transfers are the leaves of a Merkle tree (RFC 6962)
-- whose root the service signs, so that nobody, whoever owns this database,
-- changes one or takes one back unnoticed. See docs/receipts.md.
--
-- A transfer only says here that it is not in the log yet. Later, and for many
-- at once, the service puts them there: transfers do not wait for one another.

-- Written with the transfer, so that whatever is committed gets into the log. It
-- has no foreign key: who else would write it?
CREATE TABLE unlogged_transfers (
    transfer_id bigint PRIMARY KEY
);

-- Which leaf a transfer is. What is hashed is made from the transfer itself.
CREATE TABLE log_leaves (
    leaf_index bigint PRIMARY KEY,
    transfer_id bigint NOT NULL,
    salt bytea NOT NULL,
    CONSTRAINT log_leaves_transfer_id_key UNIQUE (transfer_id),
    CONSTRAINT log_leaves_salt_check CHECK (octet_length(salt) = 16)
);

-- The hashes of the tree, in tiles of 256 as C2SP tlog-tiles has them: those on
-- the right edge grow until they are full.
CREATE TABLE log_tiles (
    level smallint NOT NULL,
    tile bigint NOT NULL,
    hashes bytea NOT NULL,
    CONSTRAINT log_tiles_pkey PRIMARY KEY (level, tile),
    CONSTRAINT log_tiles_hashes_check CHECK (octet_length(hashes) BETWEEN 32 AND 256 * 32 AND octet_length(hashes) % 32 = 0)
);
-- Hashes cannot be compressed: to try is a waste.
ALTER TABLE log_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- What was signed: notes in the form of C2SP tlog-checkpoint.
CREATE TABLE log_checkpoints (
    size bigint PRIMARY KEY, -- of the tree
    note text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- queue_for_log notes new transfers, once a statement.
CREATE FUNCTION queue_for_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO unlogged_transfers SELECT id FROM inserted;
    RETURN NULL;
END $$;

-- It waits for the transactions that have added transfers without it: no
-- transfer is forgotten.
CREATE TRIGGER transfers_queue_for_log AFTER INSERT ON transfers
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION queue_for_log();

INSERT INTO unlogged_transfers SELECT id FROM transfers;

-- check_leaves sees that leaves are added at the end, one by one, of transfers
-- that waited for it, which then do so no longer.
CREATE FUNCTION check_leaves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    added bigint;
    first bigint;
    last bigint;
    before bigint;
    taken bigint;
BEGIN
    SELECT count(*), min(leaf_index), max(leaf_index) INTO added, first, last FROM inserted;
    SELECT coalesce(max(leaf_index), -1) INTO before FROM log_leaves WHERE leaf_index < first;
    IF first <> before + 1 OR last <> before + added
        OR EXISTS (SELECT FROM log_leaves WHERE leaf_index > last) THEN
        RAISE EXCEPTION 'leaves % to % are not the next % of the log', first, last, added
            USING ERRCODE = 'check_violation', TABLE = 'log_leaves', CONSTRAINT = 'log_leaves_next';
    END IF;
    -- By an array, so that it is by the index, however many wait.
    DELETE FROM unlogged_transfers WHERE transfer_id = ANY (ARRAY(SELECT transfer_id FROM inserted));
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken <> added THEN
        RAISE EXCEPTION '% of % transfers do not wait for the log', added - taken, added
            USING ERRCODE = 'check_violation', TABLE = 'log_leaves', CONSTRAINT = 'log_leaves_waited';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER log_leaves_next AFTER INSERT ON log_leaves
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION check_leaves();

CREATE FUNCTION check_checkpoint() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF NEW.size IS DISTINCT FROM (SELECT max(leaf_index) + 1 FROM log_leaves) THEN
        RAISE EXCEPTION 'a checkpoint of % leaves is not one of the whole log', NEW.size
            USING ERRCODE = 'check_violation', TABLE = 'log_checkpoints', CONSTRAINT = 'log_checkpoints_whole';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER log_checkpoints_whole AFTER INSERT ON log_checkpoints
    FOR EACH ROW EXECUTE FUNCTION check_checkpoint();

-- What is in the log stays, also where session_replication_role turns other
-- triggers off.
CREATE TRIGGER log_leaves_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON log_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('the log only grows');
CREATE TRIGGER log_checkpoints_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('the log only grows');
CREATE TRIGGER log_tiles_stay BEFORE DELETE OR TRUNCATE ON log_tiles
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('the log only grows');
CREATE TRIGGER log_tiles_grow BEFORE UPDATE ON log_tiles
    FOR EACH ROW WHEN ((OLD.level, OLD.tile) IS DISTINCT FROM (NEW.level, NEW.tile)
        OR octet_length(NEW.hashes) <= octet_length(OLD.hashes)
        OR substring(NEW.hashes FROM 1 FOR octet_length(OLD.hashes)) <> OLD.hashes)
    EXECUTE FUNCTION refuse('a tile is only ever added to');
ALTER TABLE log_leaves ENABLE ALWAYS TRIGGER log_leaves_stay;
ALTER TABLE log_checkpoints ENABLE ALWAYS TRIGGER log_checkpoints_stay;
ALTER TABLE log_tiles ENABLE ALWAYS TRIGGER log_tiles_stay;
ALTER TABLE log_tiles ENABLE ALWAYS TRIGGER log_tiles_grow;

-- Within queue_for_log and check_leaves the depth is 1.
CREATE TRIGGER unlogged_transfers_wait BEFORE INSERT OR UPDATE OR DELETE ON unlogged_transfers
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
    EXECUTE FUNCTION refuse('a transfer waits from when it is made until it is in the log');
CREATE TRIGGER unlogged_transfers_stay BEFORE TRUNCATE ON unlogged_transfers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a transfer waits until it is in the log');
ALTER TABLE unlogged_transfers ENABLE ALWAYS TRIGGER unlogged_transfers_wait;
ALTER TABLE unlogged_transfers ENABLE ALWAYS TRIGGER unlogged_transfers_stay;

-- As for the functions before it, see 000006.
REVOKE EXECUTE ON FUNCTION queue_for_log(), check_leaves(), check_checkpoint() FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION queue_for_log() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION check_leaves() SET search_path = pg_catalog, %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION check_checkpoint() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
