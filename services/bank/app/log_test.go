package app_test

import (
	"strconv"
	"strings"
	"testing"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/transparency"
	"example.com/simplebank/services/bank/banktest"
)

// treeSize returns the size of the log that the server has signed last.
func treeSize(t *testing.T, server *banktest.Server) int64 {
	t.Helper()
	var v transparency.Verifiers
	if err := v.UnmarshalText([]byte(banktest.LedgerVerifier)); err != nil {
		t.Fatal(err)
	}
	tree, err := v.Open(server.Client().Get(t, "/ledger/checkpoint").Body)
	if err != nil {
		t.Fatal(err)
	}
	return tree.N
}

// leaves returns how many transfers are in the log.
func leaves(t *testing.T, server *banktest.Server) (n int64) {
	t.Helper()
	if err := server.DB(t).QueryRowContext(t.Context(), `SELECT count(*) FROM log_leaves`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestLogIsExtendedWithoutBeingAsked(t *testing.T) {
	server := banktest.Start(t)
	banker := server.NewUser(t, "banker")
	server.SetRole(t, "banker", identity.Banker)
	a := banktest.Decode[account](t, banker.Post(t, "/accounts", map[string]string{"currency": "USD"}))
	deposits := "/accounts/" + strconv.FormatInt(a.ID, 10) + "/deposits"

	for i := range int64(3) {
		banker.Post(t, deposits, map[string]int64{"amount": 5})
		eventually(t, "the deposit is in the log", func() bool { return treeSize(t, server) == i+1 })
	}

	// What was committed last is there when the server has stopped.
	banker.Post(t, deposits, map[string]int64{"amount": 5})
	server.Stop(t)
	if got := leaves(t, server); got != 4 {
		t.Errorf("%d leaves after the stop, want 4", got)
	}

	// What a replica has left that is gone, the next one puts there.
	server.BookAgain(t, 1500, "")
	next := banktest.Start(t, "DB_SOURCE="+server.Source)
	eventually(t, "all is in the log", func() bool { return treeSize(t, next) == 1504 })
	server.BookAgain(t, 1500, "")
	eventually(t, "what comes later is in the log", func() bool { return treeSize(t, next) == 3004 })
}

// TestLogOfAnotherKey is of a server that was given a new key, but not told of
// the one before.
func TestLogOfAnotherKey(t *testing.T) {
	server := banktest.Start(t)
	banker := server.NewUser(t, "banker")
	server.SetRole(t, "banker", identity.Banker)
	a := banktest.Decode[account](t, banker.Post(t, "/accounts", map[string]string{"currency": "USD"}))
	deposit := func(c banktest.Client) banktest.Answer {
		return c.Post(t, "/accounts/"+strconv.FormatInt(a.ID, 10)+"/deposits", map[string]int64{"amount": 5})
	}
	deposit(banker)
	eventually(t, "the deposit is in the log", func() bool { return treeSize(t, server) == 1 })
	key, _, err := transparency.GenerateKey("ledger.bank.example")
	if err != nil {
		t.Fatal(err)
	}

	// In this order: the one that works signs the log anew.
	for _, trusted := range []string{"", banktest.LedgerVerifier} {
		works := trusted != ""
		changed := banktest.Start(t, "DB_SOURCE="+server.Source, "LEDGER_KEY="+key, "LEDGER_TRUSTED_KEYS="+trusted)
		client := changed.Client()
		client.Token = banker.Token
		if answer := deposit(client); answer.Status != 200 {
			t.Errorf("deposit: %d %s", answer.Status, answer.Body)
		}
		answer := client.Get(t, "/transfers/1/receipt")
		if (answer.Status == 200) != works {
			t.Errorf("receipt with %q trusted: %d %s", trusted, answer.Status, answer.Body)
		}
		if !works {
			eventually(t, "the server says why", func() bool {
				for _, line := range changed.Log() {
					if text, _ := line["error"].(string); line["msg"] == "the log of transfers is not extended" {
						return strings.Contains(text, "is not signed by ledger.bank.example+")
					}
				}
				return false
			})
		}
		changed.Stop(t)
	}
}
