package daemon_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/daemon"
)

func TestDaemon(t *testing.T) {
	file := filepath.Join(t.TempDir(), "up")
	ready := func(context.Context) error {
		_, err := os.Stat(file)
		return err
	}
	const inOrder = `trap 'exit 0' INT; : > "$0"; while :; do sleep 0.01; done`
	d, err := daemon.Start(t.Context(), exec.Command("sh", "-c", inOrder, file), ready)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestDaemonThatEnds(t *testing.T) {
	never := func(context.Context) error { return errors.New("not ready") }
	_, err := daemon.Start(t.Context(), exec.Command("sh", "-c", "echo no such setting; exit 3"), never)
	if err == nil || !strings.Contains(err.Error(), "no such setting") || !strings.Contains(err.Error(), "ended at once") {
		t.Errorf("error %v, want that it has ended, with its output", err)
	}
}

func TestDaemonThatIsNotReady(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	address, err := daemon.FreeAddress()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := daemon.Start(ctx, exec.Command("sleep", "60"), daemon.Listens(address)); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("error %v, want that nobody listens", err)
	}
}
