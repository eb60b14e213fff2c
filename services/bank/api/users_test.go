package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/services/bank/banktest"
)

var alice = object{
	"username": "alice42", "password": "secret", "full_name": "Alice Lidell", "email": "alice@example.com",
}

func TestCreateUser(t *testing.T) {
	client := banktest.Start(t).Client()

	answer := client.Post(t, "/users", alice)
	got := banktest.Decode[user](t, answer)

	want := user{Username: "alice42", FullName: "Alice Lidell", Email: "alice@example.com",
		PasswordChangedAt: got.PasswordChangedAt, CreatedAt: got.CreatedAt}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("user (-want +got):\n%s", diff)
	}
	if !isRecent(got.CreatedAt) {
		t.Errorf("created at %v", got.CreatedAt)
	}
	if !strings.Contains(string(answer.Body), got.CreatedAt.Format(time.RFC3339Nano)) {
		t.Errorf("times are not RFC 3339: %s", answer.Body)
	}

	bob := alice.with("username", "bob").with("email", "bob@example.com")
	client.Post(t, "/users", bob.with("username", "alice42")).WantRefusal(t, http.StatusForbidden, "username_taken")
	client.Post(t, "/users", bob.with("email", "alice@example.com")).WantRefusal(t, http.StatusForbidden, "email_taken")
	client.Post(t, "/users", bob.with("email", "Alice@Example.com")).WantRefusal(t, http.StatusForbidden, "email_taken")
	banktest.Decode[user](t, client.Post(t, "/users", bob))
}

func TestCreateUserRefused(t *testing.T) {
	client := banktest.Start(t).Client()
	tests := []struct {
		name  string
		field string
		value any
		words string
	}{
		{"no username", "username", nil, "username must be 1 to 64 letters"},
		{"empty username", "username", "", "username must be"},
		{"username with a space", "username", "a b", "username must be"},
		{"username not ASCII", "username", "zoë", "username must be"},
		{"username with NUL", "username", "a\x00", "username must be"},
		{"username a number", "username", 5, "username must be a string"},
		{"username too long", "username", strings.Repeat("x", 5000), "username must be"},
		{"no password", "password", nil, "password must be 6 characters to 72 bytes"},
		{"short password", "password", "12345", "password must be"},
		{"password of 73 bytes", "password", strings.Repeat("x", 73), "password must be"},
		{"password with NUL", "password", "secret\x00", "password must be"},
		{"no full name", "full_name", nil, "full_name must be"},
		{"full name with NUL", "full_name", "a\x00b", "full_name must be"},
		{"full name too long", "full_name", strings.Repeat("x", 201), "full_name must be"},
		{"half a character", "full_name", json.RawMessage(`"a\ud800"`), "full_name must be whole characters"},
		{"full name a list", "full_name", []string{"a"}, "full_name must be a string"},
		{"no email", "email", nil, "email must be"},
		{"email without a host", "email", "alice", "email must be"},
		{"email with NUL", "email", "a\x00@example.com", "email must be"},
		{"email too long", "email", strings.Repeat("x", 5000) + "@example.com", "email must be"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			client.Post(t, "/users", alice.with(tt.field, tt.value)).
				WantRefusal(t, http.StatusBadRequest, "invalid_argument", tt.words)
		})
	}
}
