package postgres

// LockTimeout is how long a group waits for a lock.
const LockTimeout = lockTimeout
