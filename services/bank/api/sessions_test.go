package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/services/bank/banktest"
)

type session struct {
	ID        string    `json:"id"`
	Current   bool      `json:"current"`
	UserAgent string    `json:"user_agent"`
	ClientIP  string    `json:"client_ip"`
	CreatedAt time.Time `json:"created_at"`
	RenewedAt time.Time `json:"renewed_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

type ended struct {
	Ended int `json:"ended"`
}

// inSession returns a client with the access token of a log-in.
func inSession(c banktest.Client, l login) banktest.Client {
	c.Token = l.AccessToken
	return c
}

func TestListSessions(t *testing.T) {
	server := banktest.Start(t)
	client := server.Client()
	client.Header = http.Header{"User-Agent": {"test"}}
	banktest.Decode[user](t, client.Post(t, "/users", alice))
	first, second := logIn(t, client), logIn(t, client)
	renewal := banktest.Decode[renewed](t, client.Post(t, "/tokens/renew_access", object{"refresh_token": first.RefreshToken}))
	client.Token = renewal.AccessToken
	server.NewUser(t, "bob")

	got := banktest.Decode[[]session](t, client.Get(t, "/sessions"))

	if len(got) != 2 {
		t.Fatalf("sessions %+v, want 2", got)
	}
	want := []session{
		{ID: second.SessionID, UserAgent: "test", ClientIP: "127.0.0.1", ExpiresAt: second.RefreshTokenExpiresAt},
		{ID: first.SessionID, Current: true, UserAgent: "test", ClientIP: "127.0.0.1", ExpiresAt: first.RefreshTokenExpiresAt},
	}
	for i := range want {
		want[i].CreatedAt, want[i].RenewedAt = got[i].CreatedAt, got[i].RenewedAt
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sessions (-want +got):\n%s", diff)
	}
	if got[0].RenewedAt != got[0].CreatedAt || !got[1].RenewedAt.After(got[1].CreatedAt) || !isRecent(got[0].CreatedAt) {
		t.Errorf("times of %+v", got)
	}
}

func TestEndSession(t *testing.T) {
	server := banktest.Start(t)
	client, bob := server.Client(), server.NewUser(t, "bob")
	banktest.Decode[user](t, client.Post(t, "/users", alice))
	first, second := logIn(t, client), logIn(t, client)
	path := "/sessions/" + second.SessionID
	end := func(c banktest.Client, path string) banktest.Answer { return c.Do(t, http.MethodDelete, path, nil) }

	end(bob, path).WantRefusal(t, http.StatusNotFound, "session_not_found")
	if got := banktest.Decode[ended](t, end(inSession(client, first), path)); got.Ended != 1 {
		t.Errorf("ended %d, want 1", got.Ended)
	}
	end(inSession(client, first), path).WantRefusal(t, http.StatusNotFound, "session_not_found")
	// It is over at once.
	inSession(client, second).Get(t, "/sessions").WantRefusal(t, http.StatusUnauthorized, "session_invalid", "log in again")
	client.Post(t, "/tokens/renew_access", object{"refresh_token": second.RefreshToken}).
		WantRefusal(t, http.StatusUnauthorized, "session_invalid", "has been ended")

	for _, bad := range []string{"1", "x", "%00", "{" + first.SessionID + "}", "urn:uuid:" + first.SessionID} {
		end(bob, "/sessions/"+bad).WantRefusal(t, http.StatusBadRequest, "invalid_argument", "session id must be a UUID")
	}
	// One's own session: that is to log out.
	banktest.Decode[ended](t, end(inSession(client, first), "/sessions/"+first.SessionID))
	inSession(client, first).Get(t, "/sessions").WantRefusal(t, http.StatusUnauthorized, "session_invalid")
}

func TestEndOtherSessions(t *testing.T) {
	server := banktest.Start(t)
	client, bob := server.Client(), server.NewUser(t, "bob")
	banktest.Decode[user](t, client.Post(t, "/users", alice))
	first, second, third := logIn(t, client), logIn(t, client), logIn(t, client)

	got := banktest.Decode[ended](t, inSession(client, second).Do(t, http.MethodDelete, "/sessions", nil))

	if got.Ended != 2 {
		t.Errorf("ended %d, want 2", got.Ended)
	}
	for _, l := range []login{first, third} {
		inSession(client, l).Get(t, "/sessions").WantRefusal(t, http.StatusUnauthorized, "session_invalid")
	}
	if left := banktest.Decode[[]session](t, inSession(client, second).Get(t, "/sessions")); len(left) != 1 || !left[0].Current {
		t.Errorf("sessions %+v, want the one that asked", left)
	}
	banktest.Decode[[]session](t, bob.Get(t, "/sessions"))
}

func TestReuseEndsAccessToo(t *testing.T) {
	client := banktest.Start(t).Client()
	banktest.Decode[user](t, client.Post(t, "/users", alice))
	l := logIn(t, client)
	for range 2 {
		client.Post(t, "/tokens/renew_access", object{"refresh_token": l.RefreshToken})
	}
	inSession(client, l).Get(t, "/sessions").WantRefusal(t, http.StatusUnauthorized, "session_invalid")
}
