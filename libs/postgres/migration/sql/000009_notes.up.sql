-- What whoever ordered a transfer says about it. The metadata is kept as it
-- came: jsonb would sort it, and refuse some of what JSON allows.
ALTER TABLE transfers
    ADD COLUMN reference text,
    ADD COLUMN metadata json,
    ADD CONSTRAINT transfers_reference_check CHECK (char_length(reference) BETWEEN 1 AND 140),
    ADD CONSTRAINT transfers_metadata_check CHECK (json_typeof(metadata) = 'object' AND octet_length(metadata::text) <= 2048);

-- To find transfers by reference, in the order of their ids.
CREATE INDEX transfers_reference_idx ON transfers (reference, id) WHERE reference IS NOT NULL;
