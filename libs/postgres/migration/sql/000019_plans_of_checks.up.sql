-- The plans of the checks that are made for each transfer are kept by a session,
-- and were for tables as it found them: of a new database's, which are empty, every
-- transfer was looked for from one end to the other until they were analyzed.
ALTER FUNCTION check_transfer() SET enable_seqscan = off;
ALTER FUNCTION date_transfer() SET enable_seqscan = off;
ALTER FUNCTION book_entries() SET enable_seqscan = off;
