package postgres_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

func TestTransfers(t *testing.T) {
	h := newHistory(t)
	euros, err := h.store.CreateAccount(t.Context(), "alice", money.EUR)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.Deposit(t.Context(), euros.ID, 7); err != nil {
		t.Fatal(err)
	}
	h.transfer(t, h.alice, h.bob, 2, "last")

	list := func(q postgres.TransferQuery) []ledger.Transfer {
		t.Helper()
		if q.Page.Limit == 0 {
			q.Page.Limit = 100
		}
		got, err := h.store.Transfers(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	all := list(postgres.TransferQuery{})
	if len(all) != 34 || all[0].Note.Reference != "last" || all[1].Amount != 7 || all[33].Amount != 1000 {
		t.Fatalf("%d transfers: %+v", len(all), all)
	}
	of := func(ids ...int64) func(ledger.Transfer) bool {
		return func(l ledger.Transfer) bool {
			for _, id := range ids {
				if l.FromAccountID == id || l.ToAccountID == id {
					return true
				}
			}
			return false
		}
	}
	whoever := of(h.alice.ID, h.bob.ID, h.carol.ID, euros.ID)
	out := func(l ledger.Transfer) bool { return l.Note.Reference == "out" }
	small := func(l ledger.Transfer) bool { return l.Amount >= 2 && l.Amount <= 3 }
	middle := func(l ledger.Transfer) bool { return l.ID >= all[27].ID && l.ID < all[5].ID }
	period := postgres.Period{From: all[27].CreatedAt, To: all[5].CreatedAt}
	amounts := postgres.Amounts{Min: 2, Max: 3}

	tests := []struct {
		name  string
		query postgres.TransferQuery
		want  []func(ledger.Transfer) bool
	}{
		{"owner", postgres.TransferQuery{Owner: "alice"}, []func(ledger.Transfer) bool{of(h.alice.ID, euros.ID)}},
		{"account", postgres.TransferQuery{AccountID: h.alice.ID}, []func(ledger.Transfer) bool{of(h.alice.ID)}},
		{"other account", postgres.TransferQuery{AccountID: euros.ID}, []func(ledger.Transfer) bool{of(euros.ID)}},
		{"reference", postgres.TransferQuery{Reference: "out"}, []func(ledger.Transfer) bool{out}},
		{"other reference", postgres.TransferQuery{Reference: "ou"}, nil},
		{"owner and reference", postgres.TransferQuery{Owner: "alice", Reference: "out"}, []func(ledger.Transfer) bool{of(h.alice.ID), out}},
		{"account and reference", postgres.TransferQuery{AccountID: h.bob.ID, Reference: "out"}, []func(ledger.Transfer) bool{of(h.bob.ID), out}},
		{"period", postgres.TransferQuery{Period: period}, []func(ledger.Transfer) bool{whoever, middle}},
		{"amounts", postgres.TransferQuery{Amounts: amounts}, []func(ledger.Transfer) bool{whoever, small}},
		{"owner, period", postgres.TransferQuery{Owner: "alice", Period: period}, []func(ledger.Transfer) bool{of(h.alice.ID), middle}},
		{"owner, amounts", postgres.TransferQuery{Owner: "alice", Amounts: amounts}, []func(ledger.Transfer) bool{of(h.alice.ID), small}},
		{"all of it", postgres.TransferQuery{AccountID: h.bob.ID, Reference: "out", Period: period, Amounts: amounts},
			[]func(ledger.Transfer) bool{of(h.bob.ID), out, middle, small}},
		{"nobody", postgres.TransferQuery{Owner: "nobody"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var want []ledger.Transfer
			for _, transfer := range all {
				fits := tt.want != nil
				for _, holds := range tt.want {
					fits = fits && holds(transfer)
				}
				if fits {
					want = append(want, transfer)
				}
			}
			if (len(want) == 0) != (tt.want == nil) {
				t.Fatal("nothing to find")
			}
			if diff := cmp.Diff(want, list(tt.query)); diff != "" {
				t.Errorf("at once (-want +got):\n%s", diff)
			}
			q := tt.query
			q.Page.Limit = 3
			var paged []ledger.Transfer
			for {
				some := list(q)
				if paged = append(paged, some...); len(some) < 3 {
					break
				}
				q.Page.Before = postgres.Position{At: some[2].CreatedAt, ID: some[2].ID}
			}
			if diff := cmp.Diff(want, paged); diff != "" {
				t.Errorf("in pages (-want +got):\n%s", diff)
			}
		})
	}
}
