package password

import (
	"context"
	"fmt"
	"runtime"
)

// slots has room for as many hashings as may run at once: one processor is left
// to the rest of the program, which many log-ins at once would starve.
var slots = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))

// inSlot calls do when there is a slot, or returns the error of ctx if that ends
// before.
func inSlot(ctx context.Context, do func() error) error {
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
	defer func() { <-slots }()
	return do()
}
