package postgres

import (
	"testing"
	"time"
)

func TestHeldAccounts(t *testing.T) {
	var h heldAccounts
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	h.add([]int64{1, 2}, start)
	h.add([]int64{2, 3}, start.Add(heldFor-1))
	for _, tt := range []struct {
		id    int64
		after time.Duration
		want  bool
	}{
		{1, 0, true},
		{1, heldFor - 1, true},
		{1, heldFor, false},
		{2, heldFor, true},
		{3, 2*heldFor - 2, true},
		{3, 2*heldFor - 1, false},
		{4, 0, false},
	} {
		if got := h.has(tt.id, start.Add(tt.after)); got != tt.want {
			t.Errorf("account %d is held after %v: %t, want %t", tt.id, tt.after, got, tt.want)
		}
	}
	h.add(nil, start.Add(2*heldFor))
	if len(h.until) != 0 {
		t.Errorf("%v are remembered, want none", h.until)
	}
}
