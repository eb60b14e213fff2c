DROP INDEX sessions_expires_at_idx;
ALTER TABLE sessions DROP COLUMN renewed_at;
