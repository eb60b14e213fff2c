UPDATE users SET role = 'depositor' WHERE role = 'auditor';

ALTER TABLE users
    DROP CONSTRAINT users_role_check,
    ADD CONSTRAINT users_role_check CHECK (role IN ('depositor', 'banker'));
