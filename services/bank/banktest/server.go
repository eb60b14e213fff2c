package banktest

import (
	"database/sql"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/lib/pq" // the driver "postgres"

	"example.com/simplebank/libs/postgres/postgrestest"
)

// timeout is how long a server may take to start or to stop.
const timeout = 30 * time.Second

// Server is a running "bank serve".
type Server struct {
	Address string // host:port
	Source  string // its database, for the superuser

	cmd    *exec.Cmd
	exited chan struct{} // closed when the program has ended and err is set
	err    error

	mu  sync.Mutex
	log []map[string]any
}

// Start starts a server with a fresh database, which it may do with only what
// the service may, and returns when it listens. The NAME=value pairs add to its
// environment and win over what Start sets: nothing is limited. The server is
// stopped, which must succeed, when the test ends.
func Start(t testing.TB, env ...string) *Server {
	t.Helper()
	s := &Server{Source: postgrestest.New(t), exited: make(chan struct{})}
	s.cmd = Command(t, append([]string{
		"DB_SOURCE=" + postgrestest.Service(t, s.Source),
		"TOKEN_SYMMETRIC_KEY=" + TokenKey,
		"LEDGER_KEY=" + LedgerKey,
		"HTTP_SERVER_ADDRESS=127.0.0.1:0",
		"LOGIN_LIMIT_BY_USER=off",
		"LOGIN_LIMIT_BY_ADDRESS=off",
		"WRITE_LIMIT_BY_USER=off",
		"WRITE_LIMIT_BY_ADDRESS=off",
	}, env...), "serve")
	s.cmd.Stderr = os.Stderr
	// The server ends with the test process at the latest; of a container docker passes the signal on.
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	listening := make(chan string, 1)
	started := make(chan error)
	go s.run(stdout, started, listening)
	if err := <-started; err != nil {
		t.Fatalf("start the server: %v", err)
	}
	t.Cleanup(func() { s.Stop(t) })
	select {
	case s.Address = <-listening:
	case <-s.exited:
		t.Fatalf("the server ended at once: %v", s.err)
	case <-time.After(timeout):
		t.Fatal("the server does not listen")
	}
	return s
}

// DB returns the server's database.
func (s *Server) DB(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", s.Source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Signal sends the program a signal.
func (s *Server) Signal(t testing.TB, signal os.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatalf("signal the server: %v", err)
	}
}

// Stop asks the server to stop, unless it has, and checks that it does so in
// order.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // an error means that it has ended
	s.Wait(t)
}

// Wait waits until the server has stopped and checks that it did so in order.
func (s *Server) Wait(t testing.TB) {
	t.Helper()
	select {
	case <-s.exited:
	case <-time.After(timeout):
		t.Error("the server does not stop")
		_ = s.cmd.Process.Kill() // an error means that it has ended
		<-s.exited
		return
	}
	if s.err != nil {
		t.Errorf("the server stopped with %v", s.err)
	}
}

// Log returns the lines logged so far.
func (s *Server) Log() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]map[string]any{}, s.log...)
}
