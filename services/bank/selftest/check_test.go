package selftest_test

import (
	"strings"
	"testing"

	"example.com/simplebank/libs/postgres/postgrestest"
)

// TestTampering changes the schema between the load and the checks.
func TestTampering(t *testing.T) {
	source := postgrestest.Empty(t)
	for name, tt := range map[string]struct {
		change string // in which SCHEMA is the trial's
		words  []string
	}{
		"lost": {
			`ALTER TABLE SCHEMA.transfers DISABLE TRIGGER ALL; DELETE FROM SCHEMA.transfers WHERE id = (SELECT max(id) FROM SCHEMA.transfers)`,
			[]string{"was acknowledged, and is not there", "entries"},
		},
		"changed": {
			`ALTER TABLE SCHEMA.transfers DISABLE TRIGGER ALL; UPDATE SCHEMA.transfers SET amount = amount + 1 WHERE id = (SELECT max(id) FROM SCHEMA.transfers)`,
			[]string{"was acknowledged, and is not there", "was neither acknowledged nor in doubt"},
		},
		"twice": {
			`SET search_path = SCHEMA;
			INSERT INTO bookings (from_account_ids, to_account_ids, amounts, from_balances, to_balances,
				reverses_transfer_ids, posts_transfer_ids, transfer_references, transfer_metadata)
			SELECT ARRAY[f.id], ARRAY[t.id], ARRAY[1], ARRAY[f.balance - 1], ARRAY[t.balance + 1], '{0}', '{0}', '{""}', '{""}'
			FROM accounts f, accounts t WHERE f.owner = '1' AND t.owner = '2';
			RESET search_path`,
			[]string{"a transfer of 1 from ", "was neither acknowledged nor in doubt"},
		},
		"balance": {
			`ALTER TABLE SCHEMA.accounts DISABLE TRIGGER ALL; UPDATE SCHEMA.accounts SET balance = balance + 1 WHERE owner = '1'`,
			[]string{"the balance is "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			trial := begin(t, options(source))
			if err := trial.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
			exec(t, open(t, source), strings.ReplaceAll(tt.change, "SCHEMA", trial.Schema))
			r, err := trial.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			all := strings.Join(r.Findings, "\n")
			for _, words := range tt.words {
				if !strings.Contains(all, words) {
					t.Errorf("%q is not in:\n%s", words, all)
				}
			}
			if err := r.Err(); err == nil || !strings.Contains(err.Error(), "an invariant does not hold: ") {
				t.Error(err)
			}
		})
	}
}
