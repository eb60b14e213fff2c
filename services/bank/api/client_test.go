package api_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/services/bank/banktest"
)

// twoReplicas starts two servers with one database, and what balances them.
func twoReplicas(t *testing.T, env ...string) (*banktest.Server, *banktest.Balancer) {
	t.Helper()
	first := banktest.Start(t, env...)
	second := banktest.Start(t, append([]string{"DB_SOURCE=" + first.Source}, env...)...)
	return first, banktest.NewBalancer(t, first, second)
}

// newClient makes a user of that name and returns a client that is logged in.
func newClient(t *testing.T, url, name string, options client.Options) *client.Client {
	t.Helper()
	c, err := client.New(url, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	user, err := c.CreateUser(t.Context(), client.NewUser{
		Username: name, Password: banktest.Password, FullName: "Full Name", Email: name + "@example.com",
	})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.LogIn(t.Context(), name, banktest.Password); err != nil || again != user {
		t.Fatalf("log in: %+v, %v; created %+v", again, err, user)
	}
	return c
}

// must returns the value of a call that has to succeed.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestClientFlow goes all the way of a customer, at two replicas.
func TestClientFlow(t *testing.T) {
	ctx := t.Context()
	server, balancer := twoReplicas(t)
	alice := newClient(t, balancer.URL, "alice", client.Options{UserAgent: "flow/1"})
	bob := newClient(t, balancer.URL, "bob", client.Options{})
	banker := newClient(t, balancer.URL, "banker", client.Options{})
	server.SetRole(t, "banker", identity.Banker)
	posting, opened := must[client.Posting](t), must[client.Account](t)

	// More accounts than there are on a page.
	currencies := money.Currencies()[:23]
	for _, currency := range currencies {
		opened(alice.CreateAccount(ctx, currency))
	}
	var listed []money.Currency
	for a, err := range alice.ListAccounts(ctx, "") {
		listed = append(listed, opened(a, err).Currency)
	}
	if len(listed) != len(currencies) {
		t.Errorf("accounts in %v, want %v", listed, currencies)
	}
	if _, err := alice.CreateAccount(ctx, currencies[0]); !errors.Is(err, fault.AccountExists) {
		t.Errorf("a second account: %v", err)
	}

	from := opened(alice.CreateAccount(ctx, money.USD))
	to := opened(bob.CreateAccount(ctx, money.USD))
	posting(banker.Deposit(ctx, from.ID, 10000))
	posting(banker.Withdraw(ctx, from.ID, 1000))
	order := client.Order{
		FromAccountID: from.ID, ToAccountID: to.ID, Amount: 2500, Currency: money.USD,
		Note: client.Note{Reference: "rent", Metadata: []byte(`{"month":5}`)},
	}
	moved := posting(alice.Transfer(ctx, order))
	if moved.FromAccount.Balance != 6500 || moved.ToEntry.Amount != 2500 || moved.Transfer.Reference != "rent" || string(moved.Transfer.Metadata) != `{"month":5}` {
		t.Errorf("posting %+v", moved)
	}
	back := posting(bob.Reverse(ctx, moved.Transfer.ID, client.Note{Reference: "sorry"}))
	if back.Transfer.ReversesTransferID != moved.Transfer.ID || back.Transfer.Reference != "sorry" || back.ToAccount.Balance != 9000 {
		t.Errorf("reversal %+v", back)
	}
	order.Amount = 9001
	var refused *client.Error
	if _, err := alice.Transfer(ctx, order); !errors.As(err, &refused) || refused.Code != fault.InsufficientFunds ||
		refused.Status != http.StatusUnprocessableEntity || refused.RequestID == "" {
		t.Errorf("too much: %v", err)
	}
	// A 401 that is not about the token does not renew it.
	if _, err := bob.GetAccount(ctx, from.ID); !errors.Is(err, fault.NotOwner) || balancer.Seen("POST /tokens/renew_access") > 0 {
		t.Errorf("another's account: %v, %d renewals", err, balancer.Seen("POST /tokens/renew_access"))
	}

	other := must[client.User](t)
	elsewhere, err := client.New(balancer.URL, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	other(elsewhere.LogIn(ctx, "alice", banktest.Password))
	sessions := must[[]client.OpenSession](t)(alice.ListSessions(ctx))
	if len(sessions) != 2 || sessions[0].Current || !sessions[1].Current || sessions[1].UserAgent != "flow/1" || sessions[1].ID != alice.Session().ID {
		t.Errorf("sessions %+v", sessions)
	}
	if ended, err := alice.EndOtherSessions(ctx); err != nil || ended.Ended != 1 {
		t.Errorf("end the others: %+v, %v", ended, err)
	}
	if _, err := elsewhere.GetAccount(ctx, from.ID); !errors.Is(err, fault.SessionInvalid) {
		t.Errorf("an ended session: %v", err)
	}
	if err := elsewhere.LogOut(ctx); err != nil || elsewhere.Session() != (client.Session{}) {
		t.Errorf("log out of an ended session: %v, %v", err, elsewhere.Session())
	}

	other(alice.ChangePassword(ctx, banktest.Password, "battery staple"))
	if _, err := alice.GetAccount(ctx, from.ID); !errors.Is(err, client.ErrNotLoggedIn) {
		t.Errorf("after the password changed: %v", err)
	}
	other(alice.LogIn(ctx, "alice", "battery staple"))
	if err := alice.LogOut(ctx); err != nil || alice.Session().ID != "" {
		t.Errorf("log out: %v", err)
	}
	if err := errors.Join(alice.Alive(ctx), alice.Ready(ctx)); err != nil {
		t.Errorf("health: %v", err)
	}
}

// TestClientMovesMoneyOnce is of a network that loses two of three answers.
func TestClientMovesMoneyOnce(t *testing.T) {
	ctx := t.Context()
	server, balancer := twoReplicas(t)
	alice := newClient(t, balancer.URL, "alice", client.Options{Attempts: 10})
	server.SetRole(t, "alice", identity.Banker)
	from := must[client.Account](t)(alice.CreateAccount(ctx, money.USD))
	must[client.Posting](t)(alice.Deposit(ctx, from.ID, 100))
	to := must[client.Account](t)(newClient(t, balancer.URL, "bob", client.Options{}).CreateAccount(ctx, money.USD))

	posts := 0
	balancer.Lose(func(r *http.Request) bool {
		if r.URL.Path != "/transfers" {
			return false
		}
		posts++
		return posts%3 > 0
	})
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, err := alice.Transfer(ctx, client.Order{FromAccountID: from.ID, ToAccountID: to.ID, Amount: 1, Currency: money.USD}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if a, err := alice.GetAccount(ctx, to.ID); err != nil || a.Balance != 10 || balancer.Seen("POST /transfers") < 20 {
		t.Errorf("%d arrived by %d requests, %v; want 10", a.Balance, balancer.Seen("POST /transfers"), err)
	}

	// Whoever gives up knows the key, and learns by it what happened.
	balancer.Lose(func(r *http.Request) bool { return r.URL.Path == "/transfers" })
	hasty := client.Options{Attempts: 2, Session: alice.Session()}
	c, err := client.New(balancer.URL, hasty)
	if err != nil {
		t.Fatal(err)
	}
	order := client.Order{FromAccountID: from.ID, ToAccountID: to.ID, Amount: 5, Currency: money.USD}
	_, err = c.Transfer(ctx, order)
	var unknown *client.OutcomeUnknownError
	if !errors.As(err, &unknown) {
		t.Fatalf("error %v, want the outcome unknown", err)
	}
	balancer.Lose(nil)
	p := must[client.Posting](t)(c.Transfer(ctx, order, client.WithKey(unknown.Key)))
	if p.FromAccount.Balance != 85 {
		t.Errorf("balance %d, want 85", p.FromAccount.Balance)
	}
	if a := must[client.Account](t)(alice.GetAccount(ctx, from.ID)); a.Balance != 85 {
		t.Errorf("balance %d, want 85", a.Balance)
	}
}

// TestClientRenewsOnce is of many calls when the access token is no longer good.
func TestClientRenewsOnce(t *testing.T) {
	ctx := t.Context()
	_, balancer := twoReplicas(t)
	session := newClient(t, balancer.URL, "alice", client.Options{}).Session()
	session.AccessToken = "expired"
	var kept atomic.Value
	kept.Store(session)
	keep := client.Options{Session: session}
	var updating sync.Mutex
	keep.Update = func(_ context.Context, change func(client.Session) (client.Session, error)) error {
		updating.Lock()
		defer updating.Unlock()
		next, err := change(kept.Load().(client.Session))
		if err == nil {
			kept.Store(next)
		}
		return err
	}
	// Two that share a session, as two processes do.
	var clients []*client.Client
	for range 2 {
		c, err := client.New(balancer.URL, keep)
		if err != nil {
			t.Fatal(err)
		}
		clients = append(clients, c)
	}
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			if _, err := clients[i%2].ListSessions(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := balancer.Seen("POST /tokens/renew_access"); n != 1 {
		t.Errorf("%d renewals, want 1", n)
	}
	if s := kept.Load().(client.Session); s != clients[0].Session() || s != clients[1].Session() || s.RefreshToken == session.RefreshToken {
		t.Errorf("kept %v, not what the clients have", s)
	}
}
