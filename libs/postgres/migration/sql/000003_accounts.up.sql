-- Balances are in minor units. An account without an owner is the system
-- account of its currency, through which money enters and leaves the bank: it
-- owes what the users have, so that all balances of a currency sum to zero.
CREATE TABLE accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner text,
    balance bigint NOT NULL DEFAULT 0,
    currency text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT accounts_owner_fkey FOREIGN KEY (owner) REFERENCES users (username),
    CONSTRAINT accounts_owner_currency_key UNIQUE NULLS NOT DISTINCT (owner, currency),
    CONSTRAINT accounts_balance_check CHECK (owner IS NULL OR balance >= 0)
);

INSERT INTO accounts (currency) VALUES ('USD'), ('EUR'), ('CAD');
