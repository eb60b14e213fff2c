package audit_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/transparency"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// bank is a database in which each table has rows, all of them made by the
// programs of the bank.
type bank struct {
	source          string // for the superuser
	db              *sql.DB
	store           *postgres.Store // as the service
	alice, bob      ledger.Account  // 60 and 40 USD
	deposit, move   ledger.Transfer // of 100 to alice; of 30 from alice to bob
	back            ledger.Transfer // which takes one of 5 back
	open, posted    ledger.Transfer // pending, of 7 and of 4 from alice to bob; of the latter 3 are posted
	post            ledger.Transfer // which does that, as the last of 7 that are in the log
	keys            transparency.Keys
	session         uuid.UUID
	systemUSD       int64
	readByTheBanker string // the id in the audit log
}

func openStore(t testing.TB, source string) *postgres.Store {
	t.Helper()
	store, err := postgres.Open(source, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func order(from, to ledger.Account, amount money.Amount) ledger.Order {
	return ledger.Order{Username: from.Owner, FromAccountID: from.ID, ToAccountID: to.ID, Amount: amount, Currency: from.Currency}
}

// actor is the banker of a bank.
var actor = postgres.Actor{Username: "teller", Role: identity.Banker, RequestID: "r1"}

func newSession(username string) identity.Session {
	return identity.Session{ID: uuid.New(), Username: username, RefreshTokenHash: identity.HashRefreshToken("first"),
		ExpiresAt: time.Now().Add(time.Hour)}
}

func newBank(t testing.TB) *bank {
	t.Helper()
	source := postgrestest.New(t)
	b := &bank{source: source, store: openStore(t, postgrestest.Service(t, source))}
	var err error
	must := func() {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	b.db, err = sql.Open("postgres", source)
	must()
	t.Cleanup(func() { b.db.Close() })

	account := func(name string) ledger.Account {
		_, err = b.store.CreateUser(t.Context(), identity.User{Username: name, PasswordHash: "hash of " + name, FullName: name, Email: name + "@example.com"})
		must()
		a, err := b.store.CreateAccount(t.Context(), name, money.USD)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	b.alice, b.bob = account("alice"), account("bob")
	account("teller")
	// As the owner of the tables, like bank user.
	err = openStore(t, source).SetRole(t.Context(), "teller", identity.Banker)
	must()
	teller := b.store.As(actor)

	in, err := teller.Deposit(t.Context(), b.alice.ID, 100)
	must()
	b.deposit, b.systemUSD = in.Transfer, in.FromAccount.ID
	_, err = teller.Withdraw(t.Context(), b.alice.ID, 5)
	must()
	err = teller.RecordRead(t.Context(), b.bob)
	must()
	err = b.db.QueryRowContext(t.Context(), "SELECT max(id) FROM audit_log").Scan(&b.readByTheBanker)
	must()
	moved, err := b.store.Transfer(t.Context(), order(b.alice, b.bob, 30))
	must()
	b.move = moved.Transfer
	small, err := b.store.Transfer(t.Context(), order(b.alice, b.bob, 5))
	must()
	reversed, err := b.store.Reverse(t.Context(), small.Transfer.ID, ledger.Reversal{Username: "bob"})
	must()
	b.back = reversed.Transfer

	hash := sha256.Sum256(nil)
	_, err = b.store.Once(t.Context(), &postgres.IdempotentRequest{Username: "alice", Key: "k 1", Hash: hash[:]}, func(s *postgres.Store) ([]byte, error) {
		_, err := s.Transfer(t.Context(), order(b.alice, b.bob, 10))
		return []byte(`{"answer": null}`), err
	})
	must()
	session := newSession("alice")
	b.session = session.ID
	err = b.store.CreateSession(t.Context(), session, "hash of alice")
	must()
	reserve := func(amount money.Amount) ledger.Transfer {
		hold, err := b.store.Reserve(t.Context(), order(b.alice, b.bob, amount), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return hold.Transfer
	}
	b.open, b.posted = reserve(7), reserve(4)
	posting, err := b.store.Post(t.Context(), b.posted.ID, ledger.Post{Username: "alice", Amount: 3})
	must()
	b.post = posting.Transfer
	_, err = b.store.Void(t.Context(), reserve(2).ID, ledger.Void{Username: "bob"})
	must()
	// The log is signed after 4 transfers and after 7; one more waits.
	b.keys = newKeys(t)
	for _, limit := range []int64{4, 3} {
		_, err = b.store.ExtendLog(t.Context(), b.keys, limit)
		must()
	}
	_, err = b.store.Transfer(t.Context(), order(b.bob, b.alice, 3))
	must()
	err = b.store.RenewSession(t.Context(), postgres.Renewal{SessionID: b.session, Username: "alice", Token: "first", Next: "second", At: time.Now()})
	must()
	return b
}

func newKeys(t testing.TB) (keys transparency.Keys) {
	t.Helper()
	signer, _, err := transparency.GenerateKey("ledger.bank.example")
	if err == nil {
		err = keys.Signer.UnmarshalText([]byte(signer))
	}
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// fill puts ids where the text has names in braces.
func (b *bank) fill(text string) string {
	return strings.NewReplacer(
		"{alice}", fmt.Sprint(b.alice.ID), "{bob}", fmt.Sprint(b.bob.ID), "{system}", fmt.Sprint(b.systemUSD),
		"{deposit}", fmt.Sprint(b.deposit.ID), "{move}", fmt.Sprint(b.move.ID), "{back}", fmt.Sprint(b.back.ID),
		"{open}", fmt.Sprint(b.open.ID), "{posted}", fmt.Sprint(b.posted.ID), "{post}", fmt.Sprint(b.post.ID),
		"{session}", b.session.String(), "{read}", b.readByTheBanker,
	).Replace(text)
}

// run audits the database as the role of a source and returns the report, and the
// findings as lines.
func run(t testing.TB, source string, options ...audit.Options) (audit.Report, []string) {
	t.Helper()
	var report audit.Report
	options = append(options, audit.Options{})
	err := openStore(t, source).Snapshot(t.Context(), func(tx *sql.Tx) (err error) {
		report, err = audit.Run(t.Context(), tx, options[0])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return report, lines(report)
}

func lines(r audit.Report) (lines []string) {
	for _, f := range r.Findings {
		lines = append(lines, fmt.Sprintf("%s: %s %s: %s", f.Check, f.Table, f.Key, f.Problem))
	}
	return lines
}

func exec(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(context.WithoutCancel(t.Context()), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}
