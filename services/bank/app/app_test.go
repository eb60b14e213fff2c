package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
)

func TestMain(m *testing.M) { os.Exit(banktest.Run(m)) }

// eventually waits for the condition to become true.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within 20 seconds: %s", what)
		}
	}
}

// listens reports whether the server accepts connections.
func listens(t *testing.T, server *banktest.Server) bool {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", server.Address)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

type account struct {
	ID        int64     `json:"id"`
	Owner     string    `json:"owner"`
	Balance   int64     `json:"balance"`
	Available int64     `json:"available"`
	Currency  string    `json:"currency"`
	CreatedAt time.Time `json:"created_at"`
}

// lockAccount keeps the account locked until the function that it returns is
// called.
func lockAccount(t *testing.T, db *sql.DB, id int64) (unlock func()) {
	t.Helper()
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "SELECT FROM accounts WHERE id = $1 FOR UPDATE", id); err != nil {
		t.Fatal(err)
	}
	return func() { tx.Rollback() }
}

func TestStopFinishesRequestsInFlight(t *testing.T) {
	for name, stop := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": syscall.SIGINT, "SIGHUP": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			if signal.Ignored(stop) {
				t.Skip("as under nohup, the program ignores it")
			}
			server := banktest.Start(t)
			banker := server.NewUser(t, "banker")
			server.SetRole(t, "banker", identity.Banker)
			a := banktest.Decode[account](t, banker.Post(t, "/accounts", map[string]string{"currency": "USD"}))
			db := server.DB(t)

			unlock := lockAccount(t, db, a.ID)
			defer unlock()
			answers := make(chan banktest.Answer, 1)
			go func() {
				defer close(answers) // also where the request gets no answer
				path := "/accounts/" + strconv.FormatInt(a.ID, 10) + "/deposits"
				answers <- banker.Post(t, path, map[string]int64{"amount": 5})
			}()
			eventually(t, "the deposit waits for the lock", func() bool {
				var waiting int
				const query = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
				if err := db.QueryRowContext(t.Context(), query).Scan(&waiting); err != nil {
					t.Fatal(err)
				}
				return waiting > 0
			})

			server.Signal(t, stop)
			eventually(t, "the listener closes", func() bool { return !listens(t, server) })
			select {
			case answer := <-answers:
				t.Fatalf("answered before the lock was gone: %d %s", answer.Status, answer.Body)
			default:
			}
			unlock()
			if answer := <-answers; answer.Status != http.StatusOK {
				t.Errorf("the request in flight: %d %s", answer.Status, answer.Body)
			}
			server.Wait(t)
		})
	}
}

// TestStopCutsOffWhoDoesNotRead is of a caller that would keep the server from
// stopping.
func TestStopCutsOffWhoDoesNotRead(t *testing.T) {
	t.Parallel()
	server := banktest.Start(t)
	banker := server.NewUser(t, "banker")
	server.SetRole(t, "banker", identity.Banker)
	a := banktest.Decode[account](t, banker.Post(t, "/accounts", map[string]string{"currency": "USD"}))
	path := "/accounts/" + strconv.FormatInt(a.ID, 10)
	banker.Post(t, path+"/deposits", map[string]int64{"amount": 5})
	// A statement that fits in no buffer on the way.
	server.BookAgain(t, 25000, strings.Repeat("x", 140))
	at := banktest.Decode[map[string]any](t, banker.Get(t, path+"/balance"))["at"]
	connection, err := net.Dial("tcp", server.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if err := connection.(*net.TCPConn).SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(connection, "GET %s/statement.csv?from=2000-01-01T00:00:00Z&to=%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", path, at, banker.Token)
	if _, err := connection.Read(make([]byte, 1)); err != nil { // it has begun
		t.Fatal(err)
	}
	server.Stop(t)
	if !slices.ContainsFunc(server.Log(), func(line map[string]any) bool {
		message, _ := line["msg"].(string)
		return strings.Contains(message, "do not read")
	}) {
		t.Errorf("the log does not tell that a caller was cut off: %v", server.Log())
	}
}

func TestNotReadyBeforeStop(t *testing.T) {
	server := banktest.Start(t, "SHUTDOWN_DELAY=2s")
	client := server.Client()
	if answer := client.Get(t, "/readyz"); answer.Status != http.StatusOK {
		t.Fatalf("readyz: %d %s", answer.Status, answer.Body)
	}

	server.Signal(t, syscall.SIGTERM)
	eventually(t, "readyz tells of the stop", func() bool {
		return client.Get(t, "/readyz").Status != http.StatusOK
	})
	client.Get(t, "/readyz").WantRefusal(t, http.StatusServiceUnavailable, "not_ready", "about to stop")
	if answer := client.Get(t, "/healthz"); answer.Status != http.StatusOK {
		t.Errorf("healthz: %d %s", answer.Status, answer.Body)
	}
	server.Wait(t)
	if listens(t, server) {
		t.Error("the server has stopped and listens")
	}
}
