package api_test

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/token"
	"example.com/simplebank/services/bank/banktest"
	"example.com/simplebank/services/bank/banktest/contract"
)

// The tests below are of what operations have in common: each goes through all
// operations of the OpenAPI document that may answer so.

// examples returns the operations that may answer with the status and the code.
func examples(t *testing.T, status int, code string) []contract.Example {
	t.Helper()
	all, err := contract.Examples()
	if err != nil {
		t.Fatal(err)
	}
	found := slices.DeleteFunc(all, func(e contract.Example) bool { return !e.Answer(status, code) })
	if len(found) == 0 {
		t.Fatalf("no operation answers with %d %s", status, code)
	}
	return found
}

// send sends the request that the document has for an operation.
func send(t *testing.T, c banktest.Client, e contract.Example) banktest.Answer {
	t.Helper()
	if e.Body == nil {
		return c.Do(t, e.Method, e.Path, nil)
	}
	return c.Do(t, e.Method, e.Path, bytes.NewReader(e.Body))
}

// newBanker returns a client for which no operation is refused for its role.
func newBanker(t *testing.T, s *banktest.Server) banktest.Client {
	t.Helper()
	client := s.NewUser(t, "banker")
	s.SetRole(t, "banker", identity.Banker)
	return client
}

func TestWhoIsRefused(t *testing.T) {
	server := banktest.Start(t)
	ended, gone := server.NewUser(t, "alice"), server.NewUser(t, "bob")
	if _, err := server.DB(t).ExecContext(t.Context(),
		`UPDATE sessions SET blocked = true WHERE username = 'alice';
		DELETE FROM sessions WHERE username = 'bob'; DELETE FROM users WHERE username = 'bob'`); err != nil {
		t.Fatal(err)
	}
	all, err := contract.Examples()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Open {
			continue
		}
		t.Run(e.Name, func(t *testing.T) {
			send(t, server.Client(), e).WantRefusal(t, http.StatusUnauthorized, "invalid_token")
			send(t, ended, e).WantRefusal(t, http.StatusUnauthorized, "session_invalid")
			send(t, gone, e).WantRefusal(t, http.StatusUnauthorized, "user_not_found")
		})
	}
}

func TestBodiesOfAllOperations(t *testing.T) {
	banker := newBanker(t, banktest.Start(t))
	form := banker
	form.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for _, e := range examples(t, http.StatusRequestEntityTooLarge, "body_too_large") {
		t.Run(e.Name, func(t *testing.T) {
			with := func(c banktest.Client, body string) banktest.Answer {
				return c.Do(t, e.Method, e.Path, strings.NewReader(body))
			}
			size := 64 << 10
			if e.Path == "/transfers/batch" {
				size = 1 << 20
			}
			with(banker, strings.Repeat(" ", size+1)).WantRefusal(t, http.StatusRequestEntityTooLarge, "body_too_large")
			with(form, "a=b").WantRefusal(t, http.StatusUnsupportedMediaType, "unsupported_media_type")
			with(banker, "{").WantRefusal(t, http.StatusBadRequest, "invalid_argument", "the body must be one JSON object")
			var body object
			if err := json.Unmarshal(e.Body, &body); e.Body != nil && err != nil {
				t.Fatal(err)
			}
			const strange = `the body has "strange", which is not accepted`
			banker.Post(t, e.Path, body.with("strange", 1)).WantRefusal(t, http.StatusBadRequest, "invalid_argument", strange)
			for field, value := range body {
				other := strings.ToUpper(field)
				banker.Post(t, e.Path, body.with(other, value)).WantRefusal(t, http.StatusBadRequest, "invalid_argument", other)
				twice := fmt.Sprintf(`{"%s":%s,%s`, field, mustEncode(t, value), mustEncode(t, body)[1:])
				banker.Post(t, e.Path, twice).WantRefusal(t, http.StatusBadRequest, "invalid_argument", field+" more than once")
			}
			for _, field := range e.Required {
				if a := banker.Post(t, e.Path, body.with(field, nil)); a.Status != http.StatusBadRequest || !strings.Contains(string(a.Body), field) {
					t.Errorf("without %s: %d %s", field, a.Status, a.Body)
				}
			}
		})
	}
}

func mustEncode(t *testing.T, v any) string {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

// TestWhatIsLimitedByAddress uses up what one address may do, and then tries
// everything.
func TestWhatIsLimitedByAddress(t *testing.T) {
	client := banktest.Start(t, "LOGIN_LIMIT_BY_ADDRESS=1/1h", "WRITE_LIMIT_BY_ADDRESS=1/1h").Client()
	client.Post(t, "/users/login", object{})
	client.Post(t, "/transfers", object{})
	all, err := contract.Examples()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		t.Run(e.Name, func(t *testing.T) {
			if a := send(t, client, e); e.Answer(http.StatusTooManyRequests, "") {
				wantLimited(t, a, 3600)
			} else if a.Status == http.StatusTooManyRequests {
				t.Errorf("is limited: %s", a.Body)
			}
		})
	}
}

func TestIdempotencyKeysOfAllOperations(t *testing.T) {
	b := newBank(t)
	used := withKey(b.banker, "used")
	if a := used.Post(t, "/accounts/"+id(b.from.ID)+"/deposits", object{"amount": 1}); a.Status != http.StatusOK {
		t.Fatalf("deposit: %d %s", a.Status, a.Body)
	}
	for _, e := range examples(t, http.StatusUnprocessableEntity, "idempotency_key_reused") {
		t.Run(e.Name, func(t *testing.T) {
			send(t, used, e).WantRefusal(t, http.StatusUnprocessableEntity, "idempotency_key_reused")
		})
	}

	// As if another replica were at work on the request.
	tx, err := b.DB(t).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	name := sha256.Sum256([]byte("banker\x00busy"))
	if _, err := tx.ExecContext(t.Context(), "SELECT pg_advisory_xact_lock($1)", int64(binary.BigEndian.Uint64(name[:]))); err != nil {
		t.Fatal(err)
	}
	for _, e := range examples(t, http.StatusConflict, "request_in_flight") {
		t.Run(e.Name, func(t *testing.T) {
			send(t, withKey(b.banker, "busy"), e).WantRefusal(t, http.StatusConflict, "request_in_flight")
		})
	}
}

// sendAll sends the requests of the operations that may answer with the status
// and the code, all at once, and wants that answer.
func sendAll(t *testing.T, c banktest.Client, refreshToken string, status int, code string) {
	t.Helper()
	var all sync.WaitGroup
	for _, e := range examples(t, status, code) {
		if e.Name == "POST /tokens/renew_access" { // the token of the document is nobody's
			e.Body, _ = json.Marshal(object{"refresh_token": refreshToken}) // strings can be encoded
		}
		all.Go(func() {
			if a := send(t, c, e); a.Status == status {
				a.WantRefusal(t, status, code)
			} else {
				t.Errorf("%s: %d %s, want %d", e.Name, a.Status, a.Body, status)
			}
		})
	}
	all.Wait()
}

// ofTables returns a statement that the database makes of the names of its tables.
func ofTables(t *testing.T, db *sql.DB, expression string) (statement string) {
	t.Helper()
	err := db.QueryRowContext(t.Context(), `SELECT `+expression+` FROM pg_tables WHERE schemaname = current_schema()`).Scan(&statement)
	if err != nil {
		t.Fatal(err)
	}
	return statement
}

func TestDatabaseThatIsNotTheBanks(t *testing.T) {
	server := banktest.Start(t)
	session := logInBanker(t, server)
	db := server.DB(t)
	rename := ofTables(t, db, `string_agg(format('ALTER TABLE %I RENAME TO %I', tablename, tablename || '_gone'), '; ')`)
	if _, err := db.ExecContext(t.Context(), rename); err != nil {
		t.Fatal(err)
	}
	sendAll(t, inSession(server.Client(), session), session.RefreshToken, http.StatusInternalServerError, "internal")
}

// TestDatabaseThatDoesNotAnswer takes as long as a request may.
func TestDatabaseThatDoesNotAnswer(t *testing.T) {
	server := banktest.Start(t)
	session := logInBanker(t, server)
	db := server.DB(t)
	lock := ofTables(t, db, `'LOCK TABLE ' || string_agg(quote_ident(tablename), ', ') || ' IN ACCESS EXCLUSIVE MODE'`)
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), lock); err != nil {
		t.Fatal(err)
	}
	sendAll(t, inSession(server.Client(), session), session.RefreshToken, http.StatusServiceUnavailable, "timeout")
}

func TestDatabaseThatIsNotThere(t *testing.T) {
	server := banktest.Start(t, "DB_SOURCE=postgres://bank@127.0.0.1:1/bank?sslmode=disable")
	var key token.Key
	if err := key.UnmarshalText([]byte(banktest.TokenKey)); err != nil {
		t.Fatal(err)
	}
	issue := func(kind token.Kind) string {
		text, _, err := key.Issue(kind, uuid.New(), "alice", time.Now(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	client := server.Client()
	client.Token = issue(token.Access)
	sendAll(t, client, issue(token.Refresh), http.StatusServiceUnavailable, "unavailable")
}

func logInBanker(t *testing.T, s *banktest.Server) login {
	t.Helper()
	return banktest.Decode[login](t, newBanker(t, s).Post(t, "/users/login", object{"username": "banker", "password": banktest.Password}))
}
