package ratelimit

import "time"

// arrival is when the next event of a key would come if they came evenly.
type arrival struct {
	key   string
	tat   time.Time
	index int // in arrivals
}

// arrivals is a heap.Interface with the earliest first.
type arrivals []*arrival

func (as arrivals) Len() int           { return len(as) }
func (as arrivals) Less(i, j int) bool { return as[i].tat.Before(as[j].tat) }

func (as arrivals) Swap(i, j int) {
	as[i], as[j] = as[j], as[i]
	as[i].index, as[j].index = i, j
}

// Push implements heap.Interface.
func (as *arrivals) Push(x any) {
	a := x.(*arrival)
	a.index = len(*as)
	*as = append(*as, a)
}

// Pop implements heap.Interface.
func (as *arrivals) Pop() any {
	last := len(*as) - 1
	a := (*as)[last]
	(*as)[last] = nil
	*as = (*as)[:last]
	return a
}
