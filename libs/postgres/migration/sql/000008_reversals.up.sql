-- A transfer that takes another one back.
ALTER TABLE transfers
    ADD COLUMN reverses_transfer_id bigint,
    ADD CONSTRAINT transfers_reverses_transfer_id_fkey FOREIGN KEY (reverses_transfer_id) REFERENCES transfers (id);

-- Once only.
CREATE UNIQUE INDEX transfers_reverses_transfer_id_key ON transfers (reverses_transfer_id)
    WHERE reverses_transfer_id IS NOT NULL;

CREATE FUNCTION check_reversal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM FROM transfers WHERE id = NEW.reverses_transfer_id AND reverses_transfer_id IS NULL
        AND (from_account_id, to_account_id, amount) = (NEW.to_account_id, NEW.from_account_id, NEW.amount);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'transfer % does not take transfer % back', NEW.id, NEW.reverses_transfer_id
            USING ERRCODE = 'check_violation', TABLE = 'transfers', CONSTRAINT = 'transfers_reversal';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER transfers_reversal AFTER INSERT ON transfers
    FOR EACH ROW WHEN (NEW.reverses_transfer_id IS NOT NULL) EXECUTE FUNCTION check_reversal();

-- As for the functions before it, see 000006.
REVOKE EXECUTE ON FUNCTION check_reversal() FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION check_reversal() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
