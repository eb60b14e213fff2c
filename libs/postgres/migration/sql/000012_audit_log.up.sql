-- What bankers and auditors did to accounts of others.
CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username text NOT NULL,
    role text NOT NULL, -- the user's at that time
    action text NOT NULL,
    account_id bigint NOT NULL,
    transfer_id bigint, -- that came of it; NULL where nothing was changed
    request_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_log_username_fkey FOREIGN KEY (username) REFERENCES users (username),
    CONSTRAINT audit_log_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT audit_log_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers (id)
);

CREATE INDEX audit_log_account_id_idx ON audit_log (account_id);
CREATE INDEX audit_log_username_idx ON audit_log (username);

CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log only grows: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_log();

-- Also where session_replication_role turns other triggers off.
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows;
