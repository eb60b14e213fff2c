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

-- As for the functions before, see 000006: those that had no rights to be executed
-- still have none.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['queue_for_log']
    LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = pg_catalog, %I, pg_temp', name, current_schema());
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %I() FROM PUBLIC', name);
    END LOOP;
END $$;
