CREATE TABLE users (
    username text PRIMARY KEY,
    role text NOT NULL DEFAULT 'depositor',
    password_hash text NOT NULL,
    full_name text NOT NULL,
    email text NOT NULL,
    password_changed_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_username_check CHECK (username <> ''),
    CONSTRAINT users_role_check CHECK (role IN ('depositor', 'banker'))
);

-- One mailbox is one user, whatever case it is written in.
CREATE UNIQUE INDEX users_email_key ON users (lower(email));
