package command_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
)

func TestLedgerKey(t *testing.T) {
	plain := run(t, nil, "ledger-key", "ledger.bank.example")
	if words := strings.Fields(plain.stdout); plain.status != 0 || len(words) != 4 ||
		!strings.HasPrefix(words[1], "PRIVATE+KEY+ledger.bank.example+") || !strings.HasPrefix(words[3], "ledger.bank.example+") {
		t.Errorf("got %+v", plain)
	}
	asJSON := run(t, nil, "ledger-key", "ledger.bank.example", "--json")
	var keys map[string]string
	if err := json.Unmarshal([]byte(asJSON.stdout), &keys); err != nil || len(keys) != 2 || keys["signer"] == "" {
		t.Fatalf("%v in %+v", err, asJSON)
	}

	// They are a pair, and fit where they are to go.
	got := run(t, []string{"DB_SOURCE=host=db", "TOKEN_SYMMETRIC_KEY=" + banktest.TokenKey, "LEDGER_KEY=" + keys["signer"]}, "config")
	if got.status != 0 || !strings.Contains(got.stdout, "verified by "+keys["verifier"]) {
		t.Errorf("config: %+v", got)
	}
}

// depositInLog makes the server's first transfer, a banker's deposit in USD into an
// account of their own, and returns the receipt that has put it into the log.
func depositInLog(t *testing.T, server *banktest.Server, amount int64) (banker banktest.Client, account int64, receipt []byte) {
	t.Helper()
	banker = server.NewUser(t, "banker")
	server.SetRole(t, "banker", identity.Banker)
	var opened struct {
		ID int64 `json:"id"`
	}
	answer := banker.Post(t, "/accounts", map[string]string{"currency": "USD"})
	if err := json.Unmarshal(answer.Body, &opened); err != nil {
		t.Fatal(err)
	}
	banker.Post(t, "/accounts/"+strconv.FormatInt(opened.ID, 10)+"/deposits", map[string]int64{"amount": amount})
	answer = banker.Get(t, "/transfers/1/receipt")
	if answer.Status != http.StatusOK {
		t.Fatalf("%d %s", answer.Status, answer.Body)
	}
	return banker, opened.ID, answer.Body
}

func TestVerifyReceipt(t *testing.T) {
	_, account, logged := depositInLog(t, banktest.Start(t), 123456)
	receipt := filepath.Join(t.TempDir(), "receipt.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(receipt, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(string(logged))

	got := run(t, nil, "verify-receipt", receipt, "--key", banktest.LedgerVerifier)
	for _, want := range []string{
		"The receipt is valid: the log of ledger.bank.example has transfer 1.\n",
		"amount  1234.56 USD\n", "to      account " + strconv.FormatInt(account, 10) + "\n",
		" UTC\n", "leaf 0, counted from 0, of the 1 that were",
	} {
		if got.status != 0 || !strings.Contains(got.stdout, want) || got.stderr != "" {
			t.Errorf("got %+v, want status 0 and %q", got, want)
		}
	}
	asJSON := run(t, nil, "verify-receipt", "--json", receipt, "--key="+banktest.LedgerVerifier)
	var result map[string]any
	if err := json.Unmarshal([]byte(asJSON.stdout), &result); err != nil || asJSON.status != 0 {
		t.Fatalf("%v in %+v", err, asJSON)
	}
	delete(result, "from_account_id")
	delete(result, "created_at")
	delete(result, "root_hash")
	if diff := cmp.Diff(map[string]any{"valid": true, "transfer_id": 1.0, "to_account_id": float64(account), "amount": 123456.0,
		"currency": "USD", "leaf_index": 0.0, "tree_size": 1.0, "log": "ledger.bank.example"}, result); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}

	// From standard input.
	cmd := banktest.Command(t, nil, "verify-receipt", "-", "--key", banktest.LedgerVerifier)
	cmd.Stdin = strings.NewReader(string(logged) + "\n")
	if output, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(output), "is valid") {
		t.Errorf("standard input: %v\n%s", err, output)
	}

	var other map[string]string
	if err := json.Unmarshal([]byte(run(t, nil, "ledger-key", "--json", "ledger.bank.example").stdout), &other); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ text, key, words string }{
		"another key":     {string(logged), other["verifier"], "is not signed by ledger.bank.example+"},
		"changed":         {strings.Replace(string(logged), "123456", "123457", 1), banktest.LedgerVerifier, "the transfer is not leaf 0 of the tree that was signed"},
		"not a receipt":   {"{}", banktest.LedgerVerifier, "the receipt is of version 0"},
		"not JSON":        {"hush", banktest.LedgerVerifier, "the receipt is not JSON"},
		"nothing":         {"", banktest.LedgerVerifier, "the receipt is not JSON"},
		"forged currency": {strings.Replace(string(logged), "USD", "KWD", 1), banktest.LedgerVerifier, "is not leaf 0"},
	} {
		write(tt.text)
		got := run(t, nil, "verify-receipt", receipt, "--key", tt.key)
		if got.status != 1 || got.stdout != "" || !strings.Contains(got.stderr, "the receipt is not valid: ") || !strings.Contains(got.stderr, tt.words) {
			t.Errorf("%s: got %+v, want status 1 and %q", name, got, tt.words)
		}
		asJSON := run(t, nil, "verify-receipt", receipt, "--key", tt.key, "--json")
		var result map[string]any
		if err := json.Unmarshal([]byte(asJSON.stdout), &result); err != nil || asJSON.status != 1 || result["valid"] != false || len(result) != 2 {
			t.Errorf("%s: %v in %+v", name, err, asJSON)
		}
	}
	if got := run(t, nil, "verify-receipt", "nowhere", "--key", banktest.LedgerVerifier); got.status != 2 || !strings.Contains(got.stderr, "open nowhere") {
		t.Errorf("a file that is not there: %+v", got)
	}
	write(strings.Repeat(" ", 1<<20+1))
	if got := run(t, nil, "verify-receipt", receipt, "--key", banktest.LedgerVerifier); got.status != 2 || !strings.Contains(got.stderr, "more than 1048576 bytes") {
		t.Errorf("a file that is too large: %+v", got)
	}
}
