package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
)

func TestActs(t *testing.T) {
	store, _ := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	newUser(t, store, "banker")
	newUser(t, store, "auditor")
	banker := store.As(postgres.Actor{Username: "banker", Role: identity.Banker, RequestID: "r1"})
	auditor := store.As(postgres.Actor{Username: "auditor", Role: identity.Auditor, RequestID: "r2"})
	read := func(as *postgres.Store, accounts ...ledger.Account) {
		t.Helper()
		for _, a := range accounts {
			if err := as.RecordRead(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
	}
	read(banker, alice, bob)
	in, err := banker.Deposit(t.Context(), bob.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	read(auditor, alice, bob, alice)
	if err := auditor.RecordReads(t.Context(), []int64{bob.ID, 1 /* a system account */, alice.ID, bob.ID}); err != nil {
		t.Fatal(err)
	}

	act := func(username string, action string, account ledger.Account, transfer int64) postgres.Act {
		request := map[string]string{"banker": "r1", "auditor": "r2"}[username]
		return postgres.Act{
			Username: username, Role: identity.Role(username), Action: action, AccountID: account.ID, TransferID: transfer, RequestID: request,
		}
	}
	want := []postgres.Act{ // newest first
		act("auditor", "read", bob, 0), act("auditor", "read", alice, 0),
		act("auditor", "read", alice, 0), act("auditor", "read", bob, 0), act("auditor", "read", alice, 0),
		act("banker", "deposit", bob, in.Transfer.ID), act("banker", "read", bob, 0), act("banker", "read", alice, 0),
	}
	list := func(q postgres.ActQuery) []postgres.Act {
		t.Helper()
		if q.Page.Limit == 0 {
			q.Page.Limit = 100
		}
		got, err := store.Acts(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	all := list(postgres.ActQuery{})
	if len(all) != len(want) {
		t.Fatalf("%d acts, want %d: %+v", len(all), len(want), all)
	}
	for i := range want {
		if all[i].ID < 1 || time.Since(all[i].CreatedAt) > time.Minute || all[i].CreatedAt.Location() != time.UTC {
			t.Errorf("act %+v", all[i])
		}
		want[i].ID, want[i].CreatedAt = all[i].ID, all[i].CreatedAt
	}
	by := func(keep func(postgres.Act) bool) (some []postgres.Act) {
		for _, a := range want {
			if keep(a) {
				some = append(some, a)
			}
		}
		return some
	}
	for name, tt := range map[string]struct {
		query postgres.ActQuery
		want  []postgres.Act
	}{
		"all":      {postgres.ActQuery{}, want},
		"username": {postgres.ActQuery{Username: "banker"}, want[5:]},
		"account":  {postgres.ActQuery{AccountID: bob.ID}, by(func(a postgres.Act) bool { return a.AccountID == bob.ID })},
		"both": {postgres.ActQuery{Username: "auditor", AccountID: bob.ID},
			by(func(a postgres.Act) bool { return a.AccountID == bob.ID && a.Username == "auditor" })},
		"from":   {postgres.ActQuery{Period: postgres.Period{From: want[4].CreatedAt}}, want[:5]},
		"to":     {postgres.ActQuery{Period: postgres.Period{To: want[4].CreatedAt}}, want[5:]},
		"page":   {postgres.ActQuery{Page: postgres.Page{Limit: 2}}, want[:2]},
		"next":   {postgres.ActQuery{Page: postgres.Page{Limit: 2, Before: want[1].Position()}}, want[2:4]},
		"nobody": {postgres.ActQuery{Username: "nobody"}, nil},
	} {
		if diff := cmp.Diff(tt.want, list(tt.query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
