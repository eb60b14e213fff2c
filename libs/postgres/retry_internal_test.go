package postgres

// MaxAttempts is how often a transaction is carried out at most.
const MaxAttempts = maxAttempts
