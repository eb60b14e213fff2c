package postgres

import (
	"context"

	"example.com/simplebank/libs/ledger"
)

// TransferRequest is an order with all that its being carried out needs to know.
type TransferRequest struct {
	Order ledger.Order
	Actor Actor
	Once  *IdempotentRequest // nil for a request without an idempotency key
	// Answer makes of what was done the answer to the caller, which is kept for
	// the idempotency key. Its error undoes the transfer.
	Answer func(ledger.Posting) ([]byte, error)
}

// TransferAtATime carries the request out in a transaction of its own. The
// errors are those of [Store.Transfer] and, with a key, of [Store.Once].
func (s *Store) TransferAtATime(ctx context.Context, r TransferRequest) (Answer, error) {
	return s.As(r.Actor).Once(ctx, r.Once, func(s *Store) ([]byte, error) {
		posting, err := s.Transfer(ctx, r.Order)
		if err != nil {
			return nil, err
		}
		return r.Answer(posting)
	})
}
