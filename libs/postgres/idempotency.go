package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"example.com/simplebank/libs/fault"
)

// KeyLifetime is how long the answer to an idempotent request is kept.
const KeyLifetime = 24 * time.Hour

// IdempotentRequest is a request that its sender may repeat.
type IdempotentRequest struct {
	Username string
	Key      string // the sender's name for the request, among all of the user's
	Hash     []byte // SHA-256 of all that makes the request what it is
}

// Once has the request carried out, in one transaction with the keeping of its
// answer: the answer is there if and only if what do did is. A later call with
// the same request returns that answer, replayed, and does nothing.
//
// do works with the store that it is given. Its error undoes what it did and is
// not kept: the same request may succeed later, and is then carried out.
//
// Besides do's, the errors are fault.KeyReused if the key was used for another
// request, and fault.RequestInFlight while the request is being carried out,
// by whatever process.
func (s *Store) Once(ctx context.Context, r IdempotentRequest, do func(*Store) ([]byte, error)) (answer []byte, replayed bool, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		if err := lockRequest(ctx, tx, r); err != nil {
			return err
		}
		var err error
		if answer, replayed, err = keptAnswer(ctx, tx, r); err != nil || replayed {
			return err
		}
		inside := *s
		inside.conn, inside.tx = tx, tx
		if answer, err = do(&inside); err != nil {
			return err
		}
		return keepAnswer(ctx, tx, r, answer)
	})
	if err != nil {
		return nil, false, wrap("do once", err)
	}
	return answer, replayed, nil
}

// lockRequest keeps others from the request until the transaction ends. The
// lock goes with the connection: nobody has to tidy up after a crash.
func lockRequest(ctx context.Context, tx *sql.Tx, r IdempotentRequest) error {
	name := sha256.Sum256([]byte(r.Username + "\x00" + r.Key))
	var locked bool
	err := tx.QueryRowContext(ctx, `SELECT pg_try_advisory_xact_lock($1)`,
		int64(binary.BigEndian.Uint64(name[:]))).Scan(&locked)
	if err != nil {
		return fmt.Errorf("lock idempotency key: %w", err)
	}
	if !locked {
		return fault.New(fault.RequestInFlight, "a request with this idempotency key is being worked on; try again later")
	}
	return nil
}

// keptAnswer is a statement after the one that locks, to see what the holder of
// the lock before this one has committed.
func keptAnswer(ctx context.Context, tx *sql.Tx, r IdempotentRequest) (answer []byte, found bool, err error) {
	var hash []byte
	err = tx.QueryRowContext(ctx, `
		SELECT request_hash, answer FROM idempotency_keys
		WHERE username = $1 AND key = $2 AND expires_at > now()`, r.Username, r.Key).Scan(&hash, &answer)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("look up idempotency key: %w", err)
	case !bytes.Equal(hash, r.Hash):
		return nil, false, fault.New(fault.KeyReused, "this idempotency key was used for another request; each request needs its own")
	}
	return answer, true, nil
}

// keepAnswer takes the place of an answer that has expired.
func keepAnswer(ctx context.Context, tx *sql.Tx, r IdempotentRequest, answer []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO idempotency_keys (username, key, request_hash, answer, expires_at)
		VALUES ($1, $2, $3, $4, now() + $5 * interval '1 second')
		ON CONFLICT (username, key) DO UPDATE SET
			request_hash = excluded.request_hash, answer = excluded.answer, expires_at = excluded.expires_at`,
		r.Username, r.Key, r.Hash, answer, KeyLifetime.Seconds())
	if err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	return nil
}

// RemoveExpiredKeys removes answers that have expired, at most limit of them,
// and returns how many. Several processes may do so at once: they remove
// different ones and never wait.
func (s *Store) RemoveExpiredKeys(ctx context.Context, limit int64) (int64, error) {
	result, err := s.conn.ExecContext(ctx, `
		DELETE FROM idempotency_keys WHERE (username, key) IN (
			SELECT username, key FROM idempotency_keys WHERE expires_at <= now()
			ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)`, limit)
	if err != nil {
		return 0, wrap("remove expired idempotency keys", err)
	}
	removed, err := result.RowsAffected()
	return removed, wrap("remove expired idempotency keys", err)
}
