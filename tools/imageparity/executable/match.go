package executable

import (
	"cmp"
	"slices"
)

// maxNames is how many names of a list are kept.
const maxNames = 50

func noNames() Names { return Names{First: []string{}} }

// add adds the name so many times.
func (n *Names) add(name string, times int) {
	n.Total += max(0, times)
	for ; times > 0 && len(n.First) < maxNames; times-- {
		n.First = append(n.First, name)
	}
}

// pair is the indexes of two that belong together.
type pair struct{ a, b int }

// match pairs equal names, and several of one name in the order in which they come. Where one list has a
// name more often nothing tells which belong together, and none of that name is paired. The pairs are in
// the order of a.
func match(a, b []string) (pairs []pair, onlyA, onlyB Names) {
	onlyA, onlyB = noNames(), noNames()
	orderA, orderB := byName(a), byName(b)
	for len(orderA) > 0 || len(orderB) > 0 {
		var name string
		if len(orderB) == 0 || len(orderA) > 0 && a[orderA[0]] < b[orderB[0]] {
			name = a[orderA[0]]
		} else {
			name = b[orderB[0]]
		}
		countA, countB := leading(name, a, orderA), leading(name, b, orderB)
		if countA == countB {
			for i := range countA {
				pairs = append(pairs, pair{orderA[i], orderB[i]})
			}
		}
		onlyA.add(name, countA-countB)
		onlyB.add(name, countB-countA)
		orderA, orderB = orderA[countA:], orderB[countB:]
	}
	slices.SortFunc(pairs, func(x, y pair) int { return cmp.Compare(x.a, y.a) })
	return pairs, onlyA, onlyB
}

// byName returns the indexes of the names, by name and then by index.
func byName(names []string) []int {
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Or(cmp.Compare(names[x], names[y]), cmp.Compare(x, y)) })
	return order
}

// leading counts how many indexes are of that name at first.
func leading(name string, names []string, order []int) int {
	count := 0
	for count < len(order) && names[order[count]] == name {
		count++
	}
	return count
}
