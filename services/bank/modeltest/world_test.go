package modeltest_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/services/bank/banktest"
	"example.com/simplebank/services/bank/modeltest"
)

// world is the real bank: two replicas with one database.
type world struct {
	t        *testing.T
	replicas [2]*banktest.Server
	db       *sql.DB
	tokens   map[string]string // by user
	hash     string            // of the customers' password
	casts    int
	order    []int // of the currencies
}

const timeout = 30 * time.Second

// newWorld starts two replicas, of which one has statements read from a standby.
func newWorld(t *testing.T) *world {
	t.Helper()
	long := "ACCESS_TOKEN_DURATION=24h"
	first := banktest.Start(t, long)
	standby := postgrestest.NewStandby(t)
	second := banktest.Start(t, long, "DB_SOURCE="+first.Source, "DB_READ_SOURCE="+standby.Source(t, first.Source))
	w := &world{
		t: t, replicas: [2]*banktest.Server{first, second}, db: first.DB(t), tokens: map[string]string{},
		order: rand.Perm(len(money.Currencies())),
	}
	for name, role := range map[string]identity.Role{"banker": identity.Banker, "auditor": identity.Auditor} {
		w.tokens[name] = first.NewUser(t, name).Token
		first.SetRole(t, name, role)
	}
	// The bank's own hashes take their time, which is wanted of them.
	hash, err := bcrypt.GenerateFromPassword([]byte(banktest.Password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	w.hash = string(hash)
	return w
}

// Cast makes three users, who have no past, and takes currencies that have not
// been used for long: what nobody waited for may happen late.
func (w *world) Cast() modeltest.Cast {
	w.t.Helper()
	w.casts++
	c := modeltest.Cast{Banker: "banker", Auditor: "auditor"}
	roles := map[string]modeltest.Role{"banker": modeltest.Banker, "auditor": modeltest.Auditor}
	for i, name := range []string{"alice", "bob", "carol"} {
		name = fmt.Sprint(name, w.casts)
		c.Depositors[i] = name
		roles[name] = modeltest.Depositor
		_, err := w.db.ExecContext(w.t.Context(), `
			INSERT INTO users (username, password_hash, full_name, email) VALUES ($1, $2, $1, $1 || '@example.com')`, name, w.hash)
		if err != nil {
			w.t.Fatal(err)
		}
		w.tokens[name] = w.logIn(name)
	}
	var cash []modeltest.Account
	for i := range c.Currencies {
		account := w.cash()
		c.Currencies[i] = account.Currency
		cash = append(cash, account)
	}
	c.Bank = modeltest.NewBank(roles, cash...)
	return c
}

func (w *world) logIn(name string) string {
	w.t.Helper()
	answer := w.replicas[0].Client().Post(w.t, "/users/login", map[string]string{"username": name, "password": banktest.Password})
	return banktest.Decode[struct {
		SessionID             string    `json:"session_id"`
		AccessToken           string    `json:"access_token"`
		AccessTokenExpiresAt  time.Time `json:"access_token_expires_at"`
		RefreshToken          string    `json:"refresh_token"`
		RefreshTokenExpiresAt time.Time `json:"refresh_token_expires_at"`
		User                  any       `json:"user"`
	}](w.t, answer).AccessToken
}

// cash returns the bank's own account in the next currency. Whoever has a huge
// sum paid in and then loses the answer of paying it out leaves a currency in
// which no more can be paid in.
func (w *world) cash() modeltest.Account {
	w.t.Helper()
	for {
		currency := money.Currencies()[w.order[0]]
		w.order = append(w.order[1:], w.order[0])
		a := modeltest.Account{Currency: string(currency)}
		err := w.db.QueryRowContext(w.t.Context(),
			`SELECT id, balance, created_at FROM accounts WHERE owner IS NULL AND currency = $1`, currency).Scan(&a.ID, &a.Balance, &a.CreatedAt)
		if err != nil {
			w.t.Fatal(err)
		}
		a.CreatedAt = a.CreatedAt.UTC()
		if a.Balance > math.MinInt64/2 {
			return a
		}
	}
}

func (w *world) Send(o *modeltest.Operation, hangUp time.Duration) (answer modeltest.Answer, lost bool) {
	wait := timeout
	if hangUp > 0 {
		wait = hangUp
	}
	ctx, cancel := context.WithTimeout(w.t.Context(), wait)
	defer cancel()
	answer, err := w.answer(ctx, o)
	if err != nil {
		if hangUp == 0 || !errors.Is(err, context.DeadlineExceeded) {
			w.t.Errorf("%s: %v", o.Request, err)
		}
		return modeltest.Answer{}, true
	}
	return answer, false
}

func (w *world) answer(ctx context.Context, o *modeltest.Operation) (modeltest.Answer, error) {
	r := o.Request
	method, path, body := r.HTTP()
	request, err := http.NewRequestWithContext(ctx, method, "http://"+w.replicas[o.Replica].Address+path, bytes.NewReader(body))
	if err != nil {
		return modeltest.Answer{}, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if r.Key != "" {
		request.Header.Set("Idempotency-Key", `"`+r.Key+`"`)
	}
	if r.User != "" {
		request.Header.Set("Authorization", "Bearer "+w.tokens[r.User])
	}
	response, err := client.Do(request)
	if err != nil {
		return modeltest.Answer{}, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return modeltest.Answer{}, err
	}
	return modeltest.Read(r.Kind, response.StatusCode, response.Header, content)
}

// client keeps as many connections as a burst needs.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
