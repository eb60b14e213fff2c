DROP TRIGGER transfers_queue_for_log ON transfers;
DROP TABLE log_checkpoints;
DROP TABLE log_tiles;
DROP TABLE log_leaves;
DROP TABLE unlogged_transfers;
DROP FUNCTION check_checkpoint();
DROP FUNCTION check_leaves();
DROP FUNCTION queue_for_log();
