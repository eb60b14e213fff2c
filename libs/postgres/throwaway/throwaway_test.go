package throwaway_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres/throwaway"
)

// asHelper makes the test binary start a cluster, print its URL and directory,
// and wait to be killed.
const asHelper = "THROWAWAY_TEST_HELPER"

func TestMain(m *testing.M) {
	if os.Getenv(asHelper) == "" {
		os.Exit(m.Run())
	}
	c, err := throwaway.Start(context.Background(), throwaway.Options{Dir: os.Getenv(asHelper), Unsafe: true})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(c.Source("postgres"))
	select {}
}

// openDir returns a directory that also the user who runs root's cluster can
// get into, which testing's own is not.
func openDir(t *testing.T) string {
	t.Helper()
	base := ""
	if os.Geteuid() != 0 {
		base = os.Getenv("TEST_TMPDIR")
	}
	dir, err := os.MkdirTemp(base, "throwaway-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

func ping(t *testing.T, source string) error {
	t.Helper()
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return db.PingContext(t.Context())
}

func TestStartAndStop(t *testing.T) {
	dir := openDir(t)
	c, err := throwaway.Start(t.Context(), throwaway.Options{Dir: dir, Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	source := c.Source("postgres")
	if err := ping(t, source); err != nil {
		t.Errorf("ping: %v", err)
	}

	stranger, err := url.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	stranger.User = url.UserPassword(stranger.User.Username(), "guess")
	if err := ping(t, stranger.String()); err == nil || !strings.Contains(err.Error(), "password") {
		t.Errorf("ping with a wrong password: %v", err)
	}

	if err := c.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if err := ping(t, source); err == nil {
		t.Error("the stopped cluster answers")
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestClusterDiesWithItsParent(t *testing.T) {
	helper := exec.Command(os.Args[0])
	helper.Env = append(os.Environ(), asHelper+"="+openDir(t))
	helper.Stderr = os.Stderr
	stdout, err := helper.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := helper.Start(); err != nil {
		t.Fatal(err)
	}
	source, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	source = strings.TrimSpace(source)
	if err := ping(t, source); err != nil {
		t.Fatalf("ping: %v", err)
	}

	if err := helper.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := helper.Wait(); err == nil {
		t.Fatal("the killed helper succeeded")
	}
	for deadline := time.Now().Add(10 * time.Second); ; {
		if ping(t, source) != nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the cluster outlives its parent")
		}
		time.Sleep(20 * time.Millisecond)
	}
}
