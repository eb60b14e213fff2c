package postgres

import (
	"sync"
	"time"
)

// heldFor is how long an account that somebody had locked for too long counts as
// held: what needs it does not stand in the way of others meanwhile.
const heldFor = 5 * time.Second

// heldAccounts are those that somebody has had locked for longer than a group waits.
// Its methods may be called concurrently.
type heldAccounts struct {
	mu    sync.Mutex
	until map[int64]time.Time // by id
}

// add says that the accounts are held now, and forgets what no longer is.
func (h *heldAccounts) add(ids []int64, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, until := range h.until {
		if !now.Before(until) {
			delete(h.until, id)
		}
	}
	for _, id := range ids {
		if h.until == nil {
			h.until = map[int64]time.Time{}
		}
		h.until[id] = now.Add(heldFor)
	}
}

// has reports whether the account is one.
func (h *heldAccounts) has(id int64, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return now.Before(h.until[id])
}
