package command_test

import (
	"net/http"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

func TestUserRole(t *testing.T) {
	server := banktest.Start(t)
	alice := server.NewUser(t, "alice")
	env := []string{"DB_SOURCE=" + server.Source}
	deposit := func() banktest.Answer {
		return alice.Post(t, "/accounts/999/deposits", map[string]int64{"amount": 1})
	}

	deposit().WantRefusal(t, http.StatusForbidden, "role_required")
	if got := run(t, env, "user", "role", "alice", "banker"); got.status != 0 || got.stderr != "" {
		t.Errorf("make a banker: %+v", got)
	}
	deposit().WantRefusal(t, http.StatusNotFound, "account_not_found")
	if got := run(t, env, "user", "role", "alice", "depositor"); got.status != 0 || got.stderr != "" {
		t.Errorf("make a depositor: %+v", got)
	}
	deposit().WantRefusal(t, http.StatusForbidden, "role_required")

	got := run(t, env, "user", "role", "nobody", "banker")
	if got.status != 1 || !strings.Contains(got.stderr, `user "nobody" does not exist`) {
		t.Errorf("unknown user: %+v", got)
	}
}
