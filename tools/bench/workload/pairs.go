package workload

import (
	"math/rand/v2"
	"sort"
)

// pairs draws who pays whom, as indexes of accounts. They differ.
type pairs func(r *rand.Rand) (from, to int)

// random has every pair of n accounts alike.
func random(n int) pairs {
	return func(r *rand.Rand) (from, to int) {
		from = r.IntN(n)
		return from, other(r, n, from)
	}
}

// hotReceiver has all of n accounts pay one.
func hotReceiver(n int) pairs {
	hot := hotIndex(0, 1, n)
	return func(r *rand.Rand) (from, to int) { return other(r, n, hot), hot }
}

// hotSender has one of n accounts pay all.
func hotSender(n int) pairs {
	hot := hotIndex(0, 1, n)
	return func(r *rand.Rand) (from, to int) { return hot, other(r, n, hot) }
}

// zipf has a hot account in every pair, which pays as often as it is paid. Of those
// the k-th is drawn 1/k times as often as the first: a Zipf law of exponent 1.
func zipf(hot int) func(n int) pairs {
	reached := make([]float64, hot) // the sum of the weights until then
	sum := 0.0
	for k := range hot {
		sum += 1 / float64(k+1)
		reached[k] = sum
	}
	return func(n int) pairs {
		return func(r *rand.Rand) (from, to int) {
			k := sort.SearchFloat64s(reached, r.Float64()*sum)
			from = hotIndex(min(k, hot-1), hot, n)
			to = other(r, n, from)
			if r.IntN(2) == 0 {
				return to, from
			}
			return from, to
		}
	}
}

// hotIndex spreads hot accounts evenly over n: were they the first ones, they would
// always be locked first, which is kinder than life.
func hotIndex(k, hot, n int) int { return (2*k + 1) * n / (2 * hot) }

// other draws an index below n that is not the given one.
func other(r *rand.Rand, n, but int) int {
	i := r.IntN(n - 1)
	if i >= but {
		i++
	}
	return i
}
