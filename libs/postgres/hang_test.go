package postgres_test

import (
	"context"
	"errors"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// proxy forwards connections to the database. While it is hung, connections
// stay open and are taken, but nothing passes; those that something should have
// passed on never work again.
type proxy struct {
	listener net.Listener
	target   string
	hung     atomic.Bool
	done     chan struct{} // closed when the test ends
	running  sync.WaitGroup
}

// startProxy returns a proxy before the database at source, and the source
// that goes through it.
func startProxy(t *testing.T, source string) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, target: u.Host, done: make(chan struct{})}
	p.running.Go(p.accept)
	t.Cleanup(func() {
		close(p.done)
		listener.Close()
		p.running.Wait()
	})
	u.Host = listener.Addr().String()
	return p, u.String()
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			client.Close()
			return
		}
		p.running.Go(func() { p.forward(client, server) })
		p.running.Go(func() { p.forward(server, client) })
		p.running.Go(func() {
			<-p.done
			client.Close()
			server.Close()
		})
	}
}

func (p *proxy) forward(from, to net.Conn) {
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer)
		if p.hung.Load() {
			<-p.done
			return
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			to.Close()
			return
		}
	}
}

func TestDatabaseThatHangs(t *testing.T) {
	const short = 300 * time.Millisecond
	source := postgrestest.New(t)
	proxy, through := startProxy(t, source)
	store, err := postgres.Open(through, short)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	newUser(t, store, "alice") // a connection is in the pool

	proxy.hung.Store(true)

	ask := map[string]func(context.Context) error{
		"ready": store.Ready,
		"query": func(ctx context.Context) error { _, err := store.User(ctx, "alice"); return err },
		"transaction": func(ctx context.Context) error {
			_, err := store.Deposit(ctx, 1, 1)
			return err
		},
	}
	var all sync.WaitGroup
	// More than the pool has connections: they must all come free again.
	for range 20 {
		for name, do := range ask {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), short)
				defer cancel()
				if err := do(ctx); err == nil {
					t.Errorf("%s: no error", name)
				}
			})
		}
	}
	returned := make(chan struct{})
	go func() { all.Wait(); close(returned) }()
	select {
	case <-returned:
	case <-time.After(10 * time.Second):
		t.Fatal("callers still wait for the database")
	}
}

// TestReadyDoesNotWaitForTheConnection is of a store whose own bound is far
// off.
func TestReadyDoesNotWaitForTheConnection(t *testing.T) {
	proxy, through := startProxy(t, postgrestest.Service(t, postgrestest.New(t)))
	store, err := postgres.Open(through, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	proxy.hung.Store(true)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	answered := make(chan error, 1)
	go func() { answered <- store.Ready(ctx) }()
	select {
	case err := <-answered:
		if err == nil {
			t.Error("ready with a database that hangs")
		}
	case <-time.After(10 * time.Second):
		t.Error("readiness is still being asked for")
	}
}

func TestConnectingToDatabaseThatHangs(t *testing.T) {
	proxy, through := startProxy(t, postgrestest.Service(t, postgrestest.New(t)))
	proxy.hung.Store(true)
	store, err := postgres.Open(through, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan error, 1)
	go func() { _, err := store.User(t.Context(), "alice"); answered <- err }()
	select {
	case err := <-answered:
		if !errors.Is(err, postgres.ErrUnavailable) {
			t.Errorf("User: %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("the store still connects")
	}
}

func TestPoolRecoversAfterHang(t *testing.T) {
	source := postgrestest.New(t)
	proxy, through := startProxy(t, source)
	store, err := postgres.Open(through, 100*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	newUser(t, store, "alice")
	proxy.hung.Store(true)
	if _, err := store.User(t.Context(), "alice"); err == nil {
		t.Fatal("an answer came through the proxy that hangs")
	}
	proxy.hung.Store(false) // for new connections
	if _, err := store.User(t.Context(), "alice"); err != nil {
		t.Errorf("after the hang: %v", err)
	}
}

// TestReadyWhileCallersWaitForALock has more callers wait than the pool has
// connections.
func TestReadyWhileCallersWaitForALock(t *testing.T) {
	store, db := open(t)
	account := newAccount(t, store, "alice", 100)
	unlock := lockAccount(t, db, account)
	var waiting sync.WaitGroup
	for range 30 {
		waiting.Go(func() {
			if _, err := store.Deposit(t.Context(), account.ID, 1); err != nil {
				t.Error(err)
			}
		})
	}
	for store.Pool().WaitCount == 0 {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if err := store.Ready(ctx); err != nil {
		t.Errorf("not ready: %v", err)
	}
	unlock()
	waiting.Wait()
}

// TestFrozenProcessLetsGo stops in the middle of a transaction, as a process does
// whose machine is paused: others get its locks all the same.
func TestFrozenProcessLetsGo(t *testing.T) {
	source := postgrestest.New(t)
	well := openStore(t, postgrestest.Service(t, source))
	frozen, err := postgres.Open(postgrestest.Service(t, source), 100*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer frozen.Close()
	account := newAccount(t, well, "alice", 100)
	locked, thaw := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		_, err := frozen.Once(t.Context(), nil, func(s *postgres.Store) ([]byte, error) {
			_, err := s.Deposit(t.Context(), account.ID, 1000)
			close(locked)
			<-thaw
			return nil, err
		})
		if err == nil {
			t.Error("the transaction was committed after others had its locks")
		}
	})
	<-locked
	if _, err := well.Deposit(t.Context(), account.ID, 1); err != nil {
		t.Error(err)
	}
	close(thaw)
	all.Wait()
	if got := balance(t, well, account.ID); got != 101 {
		t.Errorf("balance %d; want 101", got)
	}
}
