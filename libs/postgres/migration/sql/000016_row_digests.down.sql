DROP TRIGGER audit_log_roles_are_of_users ON audit_log;
DROP TRIGGER users_role ON users;
DROP TRIGGER users_begin_with_role ON users;
DROP TRIGGER users_digest ON users;
DROP TRIGGER sessions_digest ON sessions;
DROP TRIGGER accounts_digest ON accounts;
DROP TRIGGER audit_log_digest ON audit_log;
DROP TRIGGER idempotency_keys_digest ON idempotency_keys;
DROP TRIGGER pending_transfers_digest ON pending_transfers;
DROP TRIGGER log_checkpoints_digest ON log_checkpoints;
DROP TABLE row_digests;
DROP FUNCTION record_role();
DROP FUNCTION keep_row_digest();
DROP FUNCTION foreign_writer(regclass);
DROP FUNCTION row_digest(text, jsonb);

-- The release before cannot show acts without an account.
ALTER TABLE audit_log DISABLE TRIGGER audit_log_only_grows;
DELETE FROM audit_log WHERE action = 'role';
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows;
ALTER TABLE audit_log
    DROP CONSTRAINT audit_log_role_check,
    DROP COLUMN database_role,
    ALTER COLUMN account_id SET NOT NULL;
