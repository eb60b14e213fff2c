package postgres_test

import (
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
)

func TestSession(t *testing.T) {
	store, _ := open(t)
	newUser(t, store, "alice")
	want := identity.Session{
		ID:               uuid.New(),
		Username:         "alice",
		RefreshTokenHash: identity.HashRefreshToken("token"),
		UserAgent:        "curl/8",
		ClientIP:         "::1",
		Blocked:          true,
		ExpiresAt:        time.Now().UTC().Add(time.Hour).Truncate(time.Microsecond),
	}
	if err := store.CreateSession(t.Context(), want, "hash"); err != nil {
		t.Fatal(err)
	}

	got, err := store.Session(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(identity.Session{}, "CreatedAt", "RenewedAt")); diff != "" {
		t.Errorf("session (-want +got):\n%s", diff)
	}
	if got.CreatedAt.IsZero() || got.RenewedAt != got.CreatedAt {
		t.Errorf("created at %v, renewed at %v", got.CreatedAt, got.RenewedAt)
	}
	if _, err := store.Session(t.Context(), uuid.New()); !errors.Is(err, fault.SessionInvalid) {
		t.Errorf("unknown session: %v, want session_invalid", err)
	}
}

// session returns a session of the user with the refresh token "first", that is
// not stored.
func session(username string) identity.Session {
	return identity.Session{
		ID:               uuid.New(),
		Username:         username,
		RefreshTokenHash: identity.HashRefreshToken("first"),
		ExpiresAt:        time.Now().Add(time.Hour),
	}
}

// newSession stores a [session] that lasts as long as said.
func newSession(t *testing.T, store *postgres.Store, username string, left time.Duration) identity.Session {
	t.Helper()
	made := session(username)
	made.ExpiresAt = time.Now().Add(left)
	if err := store.CreateSession(t.Context(), made, "hash"); err != nil {
		t.Fatal(err)
	}
	return made
}

// replicas returns two stores in one fresh database, and the database.
func replicas(t *testing.T) ([2]*postgres.Store, *sql.DB) {
	t.Helper()
	source := postgrestest.New(t)
	service := postgrestest.Service(t, source)
	return [2]*postgres.Store{openStore(t, service), openStore(t, service)}, openDB(t, source)
}

func renewal(session identity.Session, token, next string) postgres.Renewal {
	return postgres.Renewal{SessionID: session.ID, Username: session.Username, Token: token, Next: next, At: time.Now()}
}

func TestRenewSession(t *testing.T) {
	store, _ := open(t)
	newUser(t, store, "alice")
	session, other := newSession(t, store, "alice", time.Hour), newSession(t, store, "alice", time.Hour)

	steps := []struct {
		token, next string
		want        error
	}{
		{"first", "second", nil},
		{"second", "third", nil},
		{"first", "fourth", identity.ErrTokenReused},
		{"third", "fourth", fault.SessionInvalid}, // the newest ends with the session
	}
	for _, step := range steps {
		if err := store.RenewSession(t.Context(), renewal(session, step.token, step.next)); !errors.Is(err, step.want) {
			t.Errorf("renewal with the %s token: %v, want %v", step.token, err, step.want)
		}
	}
	got, err := store.Session(t.Context(), session.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Blocked || !got.RenewedAt.After(got.CreatedAt) || got.ExpiresAt.Sub(session.ExpiresAt).Abs() > time.Microsecond {
		t.Errorf("session %+v", got)
	}
	if err := store.RenewSession(t.Context(), renewal(other, "first", "second")); err != nil {
		t.Errorf("renewal of another session of the user: %v", err)
	}

	unknown := other
	unknown.ID = uuid.New()
	if err := store.RenewSession(t.Context(), renewal(unknown, "first", "second")); !errors.Is(err, fault.SessionInvalid) {
		t.Errorf("renewal of an unknown session: %v, want session_invalid", err)
	}
}

func TestRenewalsWithOneTokenAtOnce(t *testing.T) {
	stores, _ := replicas(t)
	newUser(t, stores[0], "alice")
	for range 20 {
		session := newSession(t, stores[0], "alice", time.Hour)
		var won, reused atomic.Int32
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				err := stores[i%2].RenewSession(t.Context(), renewal(session, "first", fmt.Sprint("next", i)))
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, fault.SessionInvalid):
					reused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 || reused.Load() != 3 {
			t.Errorf("%d renewals won and %d were refused, want 1 and 3", won.Load(), reused.Load())
		}
		if got, err := stores[1].Session(t.Context(), session.ID); err != nil || !got.Blocked {
			t.Errorf("the session goes on: %+v, %v", got, err)
		}
	}
}

func TestSessionNeedsThePasswordOfNow(t *testing.T) {
	store, _ := open(t)
	newUser(t, store, "alice")
	for username, hash := range map[string]string{"alice": "older hash", "nobody": "hash"} {
		err := store.CreateSession(t.Context(), identity.Session{ID: uuid.New(), Username: username}, hash)
		if !errors.Is(err, fault.BadCredentials) {
			t.Errorf("session of %s: %v, want bad_credentials", username, err)
		}
	}
}

func TestExpiredSessionsAreDeleted(t *testing.T) {
	store, db := open(t)
	newUser(t, store, "alice")
	live, recent := newSession(t, store, "alice", time.Hour), newSession(t, store, "alice", -time.Minute)
	for range 25 {
		if _, err := db.ExecContext(t.Context(), `
			INSERT INTO sessions (id, username, refresh_token_hash, user_agent, client_ip, expires_at)
			VALUES (gen_random_uuid(), 'alice', '', '', '', now() - interval '2 hours')`); err != nil {
			t.Fatal(err)
		}
	}
	// Each log-in adds one and deletes up to ten.
	for _, want := range []int{2 + 25 - 10 + 1, 2 + 25 - 20 + 2, 2 + 3, 2 + 4} {
		newSession(t, store, "alice", time.Hour)
		var got int
		if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM sessions`).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%d sessions are kept, want %d", got, want)
		}
	}
	for _, session := range []identity.Session{live, recent} {
		if _, err := store.Session(t.Context(), session.ID); err != nil {
			t.Errorf("a session that has not long expired: %v", err)
		}
	}
}

func TestSessionsOfAUser(t *testing.T) {
	store, _ := open(t)
	newUser(t, store, "alice")
	newUser(t, store, "bob")
	first, second := newSession(t, store, "alice", time.Hour), newSession(t, store, "alice", time.Hour)
	third, bobs := newSession(t, store, "alice", time.Hour), newSession(t, store, "bob", time.Hour)
	newSession(t, store, "alice", -time.Second)
	want := func(username string, sessions ...identity.Session) {
		t.Helper()
		got, err := store.Sessions(t.Context(), username)
		if err != nil {
			t.Fatal(err)
		}
		var wantIDs, gotIDs []uuid.UUID
		for _, s := range sessions {
			wantIDs = append(wantIDs, s.ID)
		}
		for _, s := range got {
			gotIDs = append(gotIDs, s.ID)
		}
		if diff := cmp.Diff(wantIDs, gotIDs); diff != "" {
			t.Errorf("sessions of %s (-want +got):\n%s", username, diff)
		}
	}

	want("alice", third, second, first)
	for username, id := range map[string]uuid.UUID{"alice": bobs.ID, "bob": first.ID, "nobody": uuid.New()} {
		if err := store.EndSession(t.Context(), username, id); !errors.Is(err, fault.SessionNotFound) {
			t.Errorf("end a session that is not of %s: %v, want session_not_found", username, err)
		}
	}
	if err := store.EndSession(t.Context(), "alice", second.ID); err != nil {
		t.Fatal(err)
	}
	if err := store.EndSession(t.Context(), "alice", second.ID); !errors.Is(err, fault.SessionNotFound) {
		t.Errorf("end a session twice: %v, want session_not_found", err)
	}
	want("alice", third, first)
	if ended, err := store.EndOtherSessions(t.Context(), "alice", first.ID); ended != 1 || err != nil {
		t.Errorf("ended %d, %v; want 1", ended, err)
	}
	want("alice", first)
	want("bob", bobs)
	want("nobody")
}

func TestSessionsEndWhileTheyAreRenewed(t *testing.T) {
	stores, _ := replicas(t)
	newUser(t, stores[0], "alice")
	for range 10 {
		sessions := []identity.Session{
			newSession(t, stores[0], "alice", time.Hour), newSession(t, stores[0], "alice", time.Hour), newSession(t, stores[0], "alice", time.Hour),
		}
		var all sync.WaitGroup
		for i, session := range sessions {
			all.Go(func() {
				err := stores[i%2].RenewSession(t.Context(), renewal(session, "first", "second"))
				if err != nil && !errors.Is(err, fault.SessionInvalid) {
					t.Error(err)
				}
			})
		}
		for _, store := range stores {
			all.Go(func() {
				if _, err := store.EndOtherSessions(t.Context(), "alice", uuid.Nil); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if left, err := stores[0].Sessions(t.Context(), "alice"); err != nil || len(left) != 0 {
			t.Errorf("%d sessions go on, %v", len(left), err)
		}
	}
}
