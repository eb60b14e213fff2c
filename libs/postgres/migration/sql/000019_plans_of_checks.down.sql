ALTER FUNCTION check_transfer() RESET enable_seqscan;
ALTER FUNCTION date_transfer() RESET enable_seqscan;
ALTER FUNCTION book_entries() RESET enable_seqscan;
