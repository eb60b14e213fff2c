package throwaway_test

import (
	"database/sql"
	"os"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres/throwaway"
)

// TestStandby has what is written to a cluster appear at its standby, which cannot be
// written to.
func TestStandby(t *testing.T) {
	dir := openDir(t)
	options := throwaway.Options{Dir: dir, Unsafe: true}
	primary, err := throwaway.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = primary.Stop() }()
	standby, err := primary.StartStandby(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = standby.Stop() }()

	execute(t, primary.Source("postgres"), "CREATE TABLE written ()")
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if err := try(t, standby.Source("postgres"), "SELECT FROM written"); err == nil {
			break
		} else if time.Now().After(end) {
			t.Fatalf("what was written does not come: %v", err)
		}
	}
	if err := try(t, standby.Source("postgres"), "CREATE TABLE other ()"); err == nil {
		t.Error("the standby can be written to")
	}

	for _, c := range []*throwaway.Cluster{standby, primary} {
		if err := c.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func execute(t *testing.T, source, statement string) {
	t.Helper()
	if err := try(t, source, statement); err != nil {
		t.Fatal(err)
	}
}

func try(t *testing.T, source, statement string) error {
	t.Helper()
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.ExecContext(t.Context(), statement)
	return err
}
