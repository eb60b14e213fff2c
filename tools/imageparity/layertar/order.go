package layertar

import (
	"cmp"
	"slices"
)

// moved returns the fewest entries without which the rest has the same order in both tars: those
// outside of a longest increasing subsequence. It sorts what it is given as in A.
func moved(common []Move) []Move {
	slices.SortFunc(common, func(x, y Move) int { return cmp.Compare(x.A, y.A) })
	var ends []int // ends[n] is the entry lowest in B that ends an increasing run of n+1 entries.
	previous := make([]int, len(common))
	for i, entry := range common {
		n, _ := slices.BinarySearchFunc(ends, entry.B, func(end, b int) int { return cmp.Compare(common[end].B, b) })
		if n == len(ends) {
			ends = append(ends, i)
		}
		ends[n] = i
		previous[i] = -1
		if n > 0 {
			previous[i] = ends[n-1]
		}
	}
	inOrder := make([]bool, len(common))
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = previous[i] {
			inOrder[i] = true
		}
	}
	var result []Move
	for i, entry := range common {
		if !inOrder[i] {
			result = append(result, entry)
		}
	}
	return result
}
