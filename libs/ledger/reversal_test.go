package ledger_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

func TestReversal(t *testing.T) {
	original := ledger.Transfer{ID: 7, FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: 30}
	want := ledger.Posting{
		Transfer:    ledger.Transfer{FromAccountID: bobUSD, ToAccountID: aliceUSD, Amount: 30, ReversesTransferID: 7},
		FromAccount: ledger.Account{ID: bobUSD, Owner: "bob", Currency: money.USD, Balance: 170},
		ToAccount:   ledger.Account{ID: aliceUSD, Owner: "alice", Currency: money.USD, Balance: 130},
		FromEntry:   ledger.Entry{AccountID: bobUSD, Amount: -30},
		ToEntry:     ledger.Entry{AccountID: aliceUSD, Amount: 30},
	}
	for name, r := range map[string]ledger.Reversal{
		"recipient": {Username: "bob", Original: original},
		"banker":    {Username: "banker", Banker: true, Original: original},
	} {
		got, err := r.Transfer(accounts())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: posting (-want +got):\n%s", name, diff)
		}
	}
}

func TestReversalOfCash(t *testing.T) {
	for name, original := range map[string]ledger.Transfer{
		"deposit":    {ID: 7, FromAccountID: systemUSD, ToAccountID: aliceUSD, Amount: 100},
		"withdrawal": {ID: 7, FromAccountID: aliceUSD, ToAccountID: systemUSD, Amount: 100},
	} {
		got, err := ledger.Reversal{Username: "banker", Banker: true, Original: original}.Transfer(accounts())
		if err != nil || got.Transfer.FromAccountID != original.ToAccountID || got.ToEntry.Amount != 100 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestReversalRefused(t *testing.T) {
	// As in TestTransferRefused, a row has the faults of those below it.
	toBob := ledger.Transfer{ID: 7, FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: 201}
	reversal := toBob
	reversal.ReversesTransferID = 6
	bad := ledger.Note{Reference: "\n"}
	toFull := ledger.Transfer{ID: 7, FromAccountID: fullUSD, ToAccountID: bobUSD, Amount: 1}
	deposit := ledger.Transfer{ID: 7, FromAccountID: systemUSD, ToAccountID: aliceUSD, Amount: 101}
	withdrawal := ledger.Transfer{ID: 7, FromAccountID: aliceUSD, ToAccountID: systemUSD, Amount: 101}
	tests := []struct {
		name     string
		reversal ledger.Reversal
		want     fault.Code
	}{
		{"bad note", ledger.Reversal{Username: "alice", Original: reversal, Reversed: true, Note: bad}, fault.InvalidArgument},
		{"by the sender", ledger.Reversal{Username: "alice", Original: reversal, Reversed: true}, fault.NotOwner},
		{"by somebody else", ledger.Reversal{Username: "mallory", Original: reversal, Reversed: true}, fault.NotOwner},
		{"by nobody", ledger.Reversal{Original: reversal, Reversed: true}, fault.NotOwner},
		{"deposit, by somebody else", ledger.Reversal{Username: "bob", Original: deposit, Reversed: true}, fault.NotOwner},
		{"deposit, by its recipient", ledger.Reversal{Username: "alice", Original: deposit, Reversed: true}, fault.RoleRequired},
		{"withdrawal, by who made it", ledger.Reversal{Username: "alice", Original: withdrawal, Reversed: true}, fault.NotOwner},
		{"withdrawal, by a user without a name", ledger.Reversal{Original: withdrawal, Reversed: true}, fault.NotOwner},
		{"of a reversal", ledger.Reversal{Username: "bob", Original: reversal, Reversed: true}, fault.NotReversible},
		{"second", ledger.Reversal{Username: "bob", Original: toBob, Reversed: true}, fault.AlreadyReversed},
		{"second, by a banker", ledger.Reversal{Banker: true, Original: deposit, Reversed: true}, fault.AlreadyReversed},
		{"without funds", ledger.Reversal{Username: "bob", Original: toBob}, fault.InsufficientFunds},
		{"deposit, without funds", ledger.Reversal{Banker: true, Original: deposit}, fault.InsufficientFunds},
		{"sender full", ledger.Reversal{Username: "bob", Original: toFull}, fault.BalanceOverflow},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := tt.reversal.Transfer(accounts()); !errors.Is(err, tt.want) {
				t.Errorf("Transfer = %+v, %v; want %s", got, err, tt.want)
			}
		})
	}
}
