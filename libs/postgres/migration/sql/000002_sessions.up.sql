CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    username text NOT NULL,
    refresh_token_hash bytea NOT NULL,
    user_agent text NOT NULL,
    client_ip text NOT NULL,
    blocked boolean NOT NULL DEFAULT false,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sessions_username_fkey FOREIGN KEY (username) REFERENCES users (username)
);

-- To find and block all sessions of a user.
CREATE INDEX sessions_username_idx ON sessions (username);
