DROP TRIGGER transfers_reversal ON transfers;
DROP FUNCTION check_reversal();
ALTER TABLE transfers DROP COLUMN reverses_transfer_id;
