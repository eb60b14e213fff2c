-- The answers to requests that moved money, kept by the transactions that did.
CREATE TABLE idempotency_keys (
    username text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL, -- SHA-256
    answer bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (username, key),
    CONSTRAINT idempotency_keys_username_fkey FOREIGN KEY (username) REFERENCES users (username)
);

CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);
