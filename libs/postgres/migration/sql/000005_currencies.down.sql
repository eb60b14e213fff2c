ALTER TABLE accounts DROP CONSTRAINT accounts_currency_fkey;
DROP TABLE currencies;

-- No user loses an account: the system account of a currency that one is in
-- stays too, and the way up finds it.
DELETE FROM accounts AS system
WHERE owner IS NULL
    AND currency NOT IN ('USD', 'EUR', 'CAD')
    AND NOT EXISTS (SELECT FROM accounts WHERE owner IS NOT NULL AND currency = system.currency);
