package fault

import "fmt"

// During returns err with what was being done when it came. It is fmt.Errorf("what: %w", err)
// for less: that one is compiled into each of its callers, which makes 50 bytes of the
// compressed program of each.
//
//go:noinline
func During(what string, err error) error { return fmt.Errorf("%s: %w", what, err) }
