package postgres_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

// statement returns a statement with all its lines.
func statement(t *testing.T, store *postgres.Store, a ledger.Account, period postgres.Period) (postgres.Statement, []postgres.Line) {
	t.Helper()
	s, lines, err := store.Statement(t.Context(), a.ID, period)
	if err != nil {
		t.Fatal(err)
	}
	var all []postgres.Line
	for line, err := range lines {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return s, all
}

func TestStatement(t *testing.T) {
	h := newHistory(t)
	oldestFirst := slices.Clone(h.lines)
	slices.Reverse(oldestFirst)
	first, tenth, last := oldestFirst[0], oldestFirst[9], oldestFirst[len(oldestFirst)-1]
	long, moment := time.Hour, time.Microsecond
	tests := []struct {
		name             string
		from, to         time.Time
		opening, closing money.Amount
		want             []postgres.Line
	}{
		{"before all", first.CreatedAt.Add(-long), first.CreatedAt, 0, 0, nil},
		{"all", first.CreatedAt, last.CreatedAt.Add(moment), 0, last.Balance, oldestFirst},
		{"beginning", first.CreatedAt.Add(-long), tenth.CreatedAt, 0, oldestFirst[8].Balance, oldestFirst[:9]},
		{"end", tenth.CreatedAt, last.CreatedAt.Add(moment), oldestFirst[8].Balance, last.Balance, oldestFirst[9:]},
		{"moment", tenth.CreatedAt, tenth.CreatedAt.Add(moment), oldestFirst[8].Balance, tenth.Balance, oldestFirst[9:10]},
		{"after all", last.CreatedAt.Add(moment), last.CreatedAt.Add(2 * moment), last.Balance, last.Balance, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, lines := statement(t, h.store, h.alice, postgres.Period{From: tt.from, To: tt.to})
			if s.Opening != tt.opening || s.Closing != tt.closing {
				t.Errorf("from %d to %d, want from %d to %d", s.Opening, s.Closing, tt.opening, tt.closing)
			}
			if diff := cmp.Diff(tt.want, lines); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
	_, _, err := h.store.Statement(t.Context(), h.alice.ID, postgres.Period{From: first.CreatedAt, To: time.Now().Add(long)})
	if !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("until in an hour: %v", err)
	}
}

// TestStatementsBesideWriters makes statements that go on where the one before
// ended, while money moves, and more lines come than one query reads.
func TestStatementsBesideWriters(t *testing.T) {
	h := newHistory(t)
	bookMany(t, h.db, h.carol, h.alice, 500)
	bookMany(t, h.db, h.alice, h.carol, 500)
	bookMany(t, h.db, h.carol, h.alice, 500)
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for _, pair := range [][2]ledger.Account{{h.alice, h.bob}, {h.bob, h.alice}} {
		writers.Go(func() {
			for ctx.Err() == nil {
				_, err := h.store.Transfer(ctx, order(pair[0], pair[1], 1))
				if err != nil && !errors.Is(err, fault.InsufficientFunds) && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	period := postgres.Period{From: h.alice.CreatedAt}
	closing, lines := money.Amount(0), 0
	for range 40 {
		var err error
		if _, period.To, err = h.store.BalanceAt(t.Context(), h.alice.ID, time.Time{}); err != nil {
			t.Fatal(err)
		}
		s, some := statement(t, h.store, h.alice, period)
		if s.Opening != closing {
			t.Errorf("opens with %d, the one before closed with %d", s.Opening, closing)
		}
		sum := s.Opening
		for _, line := range some {
			if sum += line.Amount; sum != line.Balance {
				t.Fatalf("%+v does not follow a balance of %d", line, sum-line.Amount)
			}
		}
		if sum != s.Closing {
			t.Fatalf("adds up to %d, closes with %d", sum, s.Closing)
		}
		lines += len(some)
		closing, period.From = s.Closing, period.To
	}
	stop()
	writers.Wait()

	// All of them together are the one of all the time.
	s, all := statement(t, h.store, h.alice, postgres.Period{From: h.alice.CreatedAt, To: period.To})
	if len(all) != lines || s.Closing != closing || lines < 1500 {
		t.Errorf("%d lines to %d, want %d to %d", len(all), s.Closing, lines, closing)
	}
	checkBooks(t, h.db)
}
