package layertar

import (
	"math/rand/v2"
	"testing"
)

func TestMovedIsTheFewest(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 0))
		var common []Move
		for i, position := range random.Perm(random.IntN(9)) {
			common = append(common, Move{A: i, B: position})
		}
		if got, want := len(moved(common)), len(common)-longestRun(common); got != want {
			t.Errorf("%v: got %d, want %d", common, got, want)
		}
		rest := map[int]bool{}
		for _, entry := range moved(common) {
			rest[entry.A] = true
		}
		last := -1
		for _, entry := range common {
			if rest[entry.A] {
				continue
			}
			if entry.B < last {
				t.Errorf("%v: what is left is not in order", common)
			}
			last = entry.B
		}
	}
}

// longestRun tries all subsets.
func longestRun(common []Move) int {
	longest := 0
	for subset := range 1 << len(common) {
		length, last := 0, -1
		for i, entry := range common {
			if subset&(1<<i) == 0 {
				continue
			}
			if entry.B < last {
				length = 0
				break
			}
			length, last = length+1, entry.B
		}
		longest = max(longest, length)
	}
	return longest
}
