package migration

import (
	"errors"
	"fmt"
)

// ErrNewer says that the schema is of a later release than the program, which
// cannot migrate it but can use it: see [Check].
var ErrNewer = errors.New("the schema is newer than this program: use a newer program")

// StateError says that the schema is not in the state it must be in, and what
// to do about it.
type StateError struct {
	text string
	// Dirty means that a migration is at work, or failed: not that one is missing.
	Dirty bool
}

// Error returns the text, which has no secrets in it.
func (e *StateError) Error() string { return e.text }

func dirtyError(version int) error {
	return &StateError{Dirty: true, text: fmt.Sprintf("the schema is dirty: migration %d is at work, or has failed half way; if it has, undo by hand what it did, then set "+
		"schema_migrations to the version before it with dirty = false and migrate again", version)}
}
