package modeltest

import (
	"time"

	"pgregory.net/rapid"
)

// often draws from the values, as often as it says. What rapid draws from is
// drawn by preference near its beginning, which is not meant here: only 0, to
// which rapid shrinks, remains the first.
func often[T any](pairs ...any) *rapid.Generator[T] {
	var values []T
	for i := 0; i < len(pairs); i += 2 {
		for range pairs[i].(int) {
			values = append(values, pairs[i+1].(T))
		}
	}
	return rapid.Map(rapid.Uint64(), func(n uint64) T {
		n *= 0x9e3779b97f4a7c15 // 2^64 by the golden ratio
		return values[(n^n>>32)%uint64(len(values))]
	})
}

var (
	kinds = often[Kind](
		20, MakeTransfer, 10, Deposit, 8, Withdraw, 12, Reverse, 14, repeat,
		14, Reserve, 12, Post, 8, Void, 5, pause, 8, TransferAll,
		4, GetAccount, 3, ListAccounts, 5, GetTransfer, 3, ListTransfers, 3, ListEntries, 2, GetBalance,
		5, OpenAccount, 2, NewUser)
	whos      = often[who](14, entitled, 2, banker, 2, other, 1, auditor)
	twists    = often[twist](30, straight, 1, noSource, 1, noTarget, 1, sameAccount, 1, wrongTarget, 1, wrongRequest, 1, zero, 1, negative, 1, bad)
	amounts   = often[amount](12, few, 12, some, 8, half, 6, all, 4, oneTooFew, 1, huge)
	keys      = often[key](12, noKey, 10, newKey, 1, usedKey)
	hangUps   = often[time.Duration](40, time.Duration(0), 1, 500*time.Microsecond, 1, time.Millisecond, 1, 2*time.Millisecond, 1, 4*time.Millisecond, 1, 8*time.Millisecond)
	lifetimes = often[string](5, "", 8, "1s", 2, "1500ms", 1, "10ms")
	legs      = often[int](2, 1, 3, 2, 3, 3, 1, 4)
	replicas  = often[int](1, 0, 1, 1)
	notes     = often[int](4, 0, 1, 1, 1, 2)
	nths      = often[int](6, 0, 3, 1, 2, 2, 1, 3, 1, 4, 1, 8)
	// Of the first currency more, so that accounts are contended for.
	accounts = often[int](5, 0, 5, 1, 5, 2, 2, 3, 2, 4, 1, 5)

	steps = rapid.Custom(func(t *rapid.T) step {
		return step{
			Kind:    kinds.Draw(t, "kind"),
			Who:     whos.Draw(t, "who"),
			Replica: replicas.Draw(t, "replica"),
			A:       accounts.Draw(t, "a"),
			B:       accounts.Draw(t, "b"),
			Twist:   twists.Draw(t, "twist"),
			Amount:  amounts.Draw(t, "amount"),
			Nth:     nths.Draw(t, "nth"),
			Key:     keys.Draw(t, "key"),
			Note:    notes.Draw(t, "note"),
			Expires: lifetimes.Draw(t, "expires"),
			Legs:    legs.Draw(t, "legs"),
			HangUp:  hangUps.Draw(t, "hang up"),
		}
	})
	bursts = rapid.Custom(func(t *rapid.T) burst { return rapid.SliceOfN(steps, 1, 6).Draw(t, "steps") })
	// Plans draws plans.
	Plans = rapid.Custom(func(t *rapid.T) Plan {
		return rapid.SliceOfN(bursts, 1, 16).Draw(t, "bursts")
	})
)
