ALTER TABLE transfers DROP COLUMN reference, DROP COLUMN metadata;
