package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"time"

	"github.com/lib/pq"

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

// Answer is what the sender of a request gets.
type Answer struct {
	Body     []byte
	Replayed bool // it was given before; nothing was done now
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
//
// A request without a key is nil: it is just carried out, each time.
func (s *Store) Once(ctx context.Context, r *IdempotentRequest, do func(*Store) ([]byte, error)) (answer Answer, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		answer = Answer{} // of this attempt
		inside := *s
		inside.conn, inside.tx = tx, tx
		if r == nil {
			answer.Body, err = do(&inside)
			return err
		}
		one := []IdempotentRequest{*r}
		kept, err := lockRequests(ctx, tx, one)
		if err != nil {
			return err
		}
		if kept[0].err != nil {
			return kept[0].err
		}
		if kept[0].found {
			answer = Answer{Body: kept[0].answer, Replayed: true}
			return nil
		}
		if answer.Body, err = do(&inside); err != nil {
			return err
		}
		return keepAnswers(ctx, tx, one, [][]byte{answer.Body})
	})
	if err != nil {
		return Answer{}, wrap("do once", err)
	}
	return answer, nil
}

// kept is what is known of an idempotent request.
type kept struct {
	found  bool
	answer []byte // if found
	err    error  // why the request cannot be carried out
}

// errAnswered says that another has answered one of the requests since it was looked
// up: the transaction is to be carried out again.
var errAnswered = errors.New("a request with the idempotency key was answered meanwhile")

// lockRequests keeps others from the requests until the transaction ends, and
// returns what is known of each. The locks go with the connection: nobody has to
// tidy up after a crash.
//
// The statement sees what was committed when it began. What the holder of a lock has
// committed since, [keepAnswers] runs into.
func lockRequests(ctx context.Context, tx *sql.Tx, requests []IdempotentRequest) ([]kept, error) {
	known, err := tryLockRequests(ctx, tx, requests)
	if err != nil {
		return nil, fault.During("look up idempotency keys", err)
	}
	return known, nil
}

func tryLockRequests(ctx context.Context, tx *sql.Tx, requests []IdempotentRequest) ([]kept, error) {
	locks := make(pq.Int64Array, len(requests))
	for i, r := range requests {
		name := sha256.Sum256([]byte(r.Username + "\x00" + r.Key))
		locks[i] = int64(binary.BigEndian.Uint64(name[:]))
	}
	usernames, keys := names(requests)
	rows, err := tx.QueryContext(ctx, `
		SELECT n, pg_try_advisory_xact_lock(lock), request_hash, answer
		FROM unnest($1::bigint[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (lock, username, key, n)
			LEFT JOIN (SELECT * FROM idempotency_keys WHERE expires_at > now()) AS kept USING (username, key)
		ORDER BY n`, locks, usernames, keys)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	known := make([]kept, len(requests))
	ours := map[int64]bool{} // a transaction may take its own locks again
	for rows.Next() {
		var n int
		var locked bool
		var hash, answer []byte
		if err := rows.Scan(&n, &locked, &hash, &answer); err != nil {
			return nil, err
		}
		i := n - 1
		switch {
		case !locked || ours[locks[i]]:
			known[i].err = fault.New(fault.RequestInFlight, "a request with this idempotency key is being worked on; try again later")
		case hash == nil:
		case bytes.Equal(hash, requests[i].Hash):
			known[i] = kept{found: true, answer: answer}
		default:
			known[i].err = fault.New(fault.KeyReused, "this idempotency key was used for another request; each request needs its own")
		}
		ours[locks[i]] = true
	}
	return known, rows.Err()
}

// keepAnswers takes the places of answers that have expired, and is errAnswered if one
// is there that has not. The requests have different keys.
func keepAnswers(ctx context.Context, tx *sql.Tx, requests []IdempotentRequest, answers [][]byte) error {
	usernames, keys := names(requests)
	hashes := make(pq.ByteaArray, len(requests))
	for i, r := range requests {
		hashes[i] = r.Hash
	}
	result, err := tx.ExecContext(ctx, `
		INSERT INTO idempotency_keys (username, key, request_hash, answer, expires_at)
		SELECT username, key, request_hash, answer, now() + $5 * interval '1 second'
		FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[]) AS kept (username, key, request_hash, answer)
		ON CONFLICT (username, key) DO UPDATE SET
			request_hash = excluded.request_hash, answer = excluded.answer, expires_at = excluded.expires_at
		WHERE idempotency_keys.expires_at <= now()`,
		usernames, keys, hashes, pq.ByteaArray(answers), KeyLifetime.Seconds())
	if err != nil {
		return fault.During("keep answers", err)
	}
	n, err := result.RowsAffected()
	if err == nil && n != int64(len(requests)) {
		err = errAnswered
	}
	if err != nil {
		return fault.During("keep answers", err)
	}
	return nil
}

func names(requests []IdempotentRequest) (usernames, keys pq.StringArray) {
	for _, r := range requests {
		usernames, keys = append(usernames, r.Username), append(keys, r.Key)
	}
	return usernames, keys
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
