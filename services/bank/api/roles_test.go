package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
)

func TestWhatRolesMayDoToAccountsOfOthers(t *testing.T) {
	b := newBank(t)
	auditor := b.NewUser(t, "auditor")
	b.SetRole(t, "auditor", identity.Auditor)
	db := b.DB(t)
	log := func() (lines []string) {
		rows, err := db.QueryContext(t.Context(),
			`SELECT concat_ws(' ', username, role, action, account_id, request_id) FROM audit_log ORDER BY id`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, line)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return lines
	}
	path := "/accounts/" + id(b.from.ID)
	list := func(c banktest.Client) banktest.Answer { return c.Get(t, "/accounts?page_id=1&page_size=5&owner=bob") }
	before := len(log()) // of the roles, and of the deposit that b.from has its money from
	if before != 3 {
		t.Errorf("%d acts are recorded, want those of two roles and of the deposit", before)
	}

	tests := []struct {
		who    string
		client banktest.Client
		act    string
		on     account
		do     func(banktest.Client) banktest.Answer
		status int
		code   string // of the refusal
	}{
		{"bob", b.bob, "read", b.from, func(c banktest.Client) banktest.Answer { return c.Get(t, path) }, 401, "not_owner"},
		{"auditor", auditor, "read", b.from, func(c banktest.Client) banktest.Answer { return c.Get(t, path) }, 200, ""},
		{"banker", b.banker, "read", b.from, func(c banktest.Client) banktest.Answer { return c.Get(t, path) }, 200, ""},
		{"bob", b.bob, "transfer", b.from, func(c banktest.Client) banktest.Answer { return c.Post(t, "/transfers", b.order()) }, 401, "not_owner"},
		{"auditor", auditor, "transfer", b.from, func(c banktest.Client) banktest.Answer { return c.Post(t, "/transfers", b.order()) }, 401, "not_owner"},
		{"banker", b.banker, "transfer", b.from, func(c banktest.Client) banktest.Answer { return c.Post(t, "/transfers", b.order()) }, 200, ""},
		{"auditor", auditor, "deposit", b.from, func(c banktest.Client) banktest.Answer { return c.Post(t, path+"/deposits", object{"amount": 1}) }, 403, "role_required"},
		{"banker", b.banker, "withdraw", b.from, func(c banktest.Client) banktest.Answer { return c.Post(t, path+"/withdrawals", object{"amount": 1}) }, 200, ""},
		{"alice", b.alice, "read", b.to, list, 403, "role_required"},
		{"auditor", auditor, "read", b.to, list, 200, ""},
		{"banker", b.banker, "read", b.to, list, 200, ""},
	}
	var want []string
	for i, tt := range tests {
		t.Run(tt.who+" "+tt.act, func(t *testing.T) {
			request := fmt.Sprint("request", i)
			tt.client.Header = http.Header{"X-Request-Id": {request}}
			answer := tt.do(tt.client)
			if tt.code != "" {
				answer.WantRefusal(t, tt.status, tt.code)
				return
			}
			if answer.Status != tt.status {
				t.Errorf("%d %s", answer.Status, answer.Body)
			}
			want = append(want, fmt.Sprintf("%s %s %s %d %s", tt.who, tt.who, tt.act, tt.on.ID, request))
		})
	}
	if diff := cmp.Diff(want, log()[before:]); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}

	// Their own accounts and those that are not there leave no trace.
	own := openAccount(t, auditor, "USD")
	for query, want := range map[string]int{"": 1, "&owner=auditor": 1, "&owner=nobody": 0} {
		if got := banktest.Decode[[]account](t, auditor.Get(t, "/accounts?page_id=1&page_size=5"+query)); len(got) != want {
			t.Errorf("%s: accounts %+v, want %d", query, got, want)
		}
	}
	auditor.Get(t, "/accounts?page_id=1&page_size=5&owner=").WantRefusal(t, http.StatusBadRequest, "invalid_argument", "owner must be")
	auditor.Get(t, "/accounts?page_id=1&page_size=5&owner=a%00").WantRefusal(t, http.StatusBadRequest, "invalid_argument", "owner must be")
	banktest.Decode[account](t, auditor.Get(t, "/accounts/"+id(own.ID)))
	auditor.Get(t, "/accounts/999").WantRefusal(t, http.StatusNotFound, "account_not_found")
	if got := len(log()); got != before+len(want) {
		t.Errorf("%d acts are recorded, want %d", got, before+len(want))
	}
}
