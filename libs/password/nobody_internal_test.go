package password

import (
	"testing"

	"golang.org/x/crypto/bcrypt"
)

// TestNobodysHashCostsAsMuch is of the work on an unknown user, which must be
// that on a user: a hash made now.
func TestNobodysHashCostsAsMuch(t *testing.T) {
	users, err := Hash(t.Context(), "secret")
	if err != nil {
		t.Fatal(err)
	}
	want, err := bcrypt.Cost([]byte(users))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := bcrypt.Cost([]byte(nobodys)); err != nil || got != want {
		t.Errorf("cost %d, %v; want %d as of a user's", got, err, want)
	}
}
