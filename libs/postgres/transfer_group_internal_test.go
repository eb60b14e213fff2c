package postgres

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/gather"
)

// TestLostCommitOfGroup is of a commit whose answer was lost: whoever has no posting
// in it need not fear for their money.
func TestLostCommitOfGroup(t *testing.T) {
	lost := fmt.Errorf("commit transaction: %w: %w", ErrOutcomeUnknown, io.EOF)
	g := newTransferGroup(make([]TransferRequest, 4))
	g.settle(1, gather.Outcome[Answer]{Err: fault.New(fault.InsufficientFunds, "too little")})
	g.settle(2, gather.Outcome[Answer]{Result: Answer{Body: []byte("{}"), Replayed: true}})
	g.settle(3, gather.Outcome[Answer]{Err: errNotTogether})

	got := g.failed(lost)
	for i, want := range []error{ErrOutcomeUnknown, ErrUnavailable, nil, errNotTogether} {
		if err := wrap("transfer", got[i].Err); !errors.Is(err, want) || want != ErrOutcomeUnknown && errors.Is(err, ErrOutcomeUnknown) {
			t.Errorf("request %d: %v, want %v", i, err, want)
		}
	}
	if !got[2].Result.Replayed {
		t.Error("the answer of an earlier commit is lost")
	}
	for i, o := range g.failed(io.EOF) {
		if !errors.Is(o.Err, io.EOF) {
			t.Errorf("request %d of a group that failed: %v", i, o.Err)
		}
	}
}
