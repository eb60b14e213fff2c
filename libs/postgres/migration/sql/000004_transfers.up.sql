CREATE TABLE transfers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    from_account_id bigint NOT NULL,
    to_account_id bigint NOT NULL,
    amount bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT transfers_from_account_id_fkey FOREIGN KEY (from_account_id) REFERENCES accounts (id),
    CONSTRAINT transfers_to_account_id_fkey FOREIGN KEY (to_account_id) REFERENCES accounts (id),
    CONSTRAINT transfers_accounts_check CHECK (from_account_id <> to_account_id),
    CONSTRAINT transfers_amount_check CHECK (amount > 0)
);

CREATE INDEX transfers_from_account_id_idx ON transfers (from_account_id);
CREATE INDEX transfers_to_account_id_idx ON transfers (to_account_id);

-- The two sides of a transfer: what it added to the balance of each account.
CREATE TABLE entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transfer_id bigint NOT NULL,
    account_id bigint NOT NULL,
    amount bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT entries_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers (id),
    CONSTRAINT entries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT entries_transfer_id_account_id_key UNIQUE (transfer_id, account_id),
    CONSTRAINT entries_amount_check CHECK (amount <> 0)
);

CREATE INDEX entries_account_id_idx ON entries (account_id);
