-- When the session got the refresh token that it has now.
ALTER TABLE sessions ADD COLUMN renewed_at timestamptz NOT NULL DEFAULT now();
UPDATE sessions SET renewed_at = created_at;

-- To delete sessions some time after they have expired.
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);
