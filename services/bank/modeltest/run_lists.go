package modeltest

import "time"

// readLists reads all entries and transfers of each account, the balances that
// there were, and statements.
func (r *run) readLists() *Difference {
	for _, kind := range []Kind{ListEntries, ListTransfers} {
		if d := r.readPages(kind); d != nil {
			return d
		}
	}
	var requests []Request
	for slot := range slots {
		id := r.ids[slot]
		times := r.times[id]
		if len(times) == 0 {
			continue
		}
		newest, oldest := times[0], times[len(times)-1]
		q := Request{Kind: GetBalance, User: r.Depositors[slot%depositors], Account: id}
		for _, at := range []time.Time{newest, times[len(times)/2], oldest.Add(-time.Microsecond)} {
			q.At = at
			requests = append(requests, q)
		}
		q.At, q.Since, q.Until = time.Time{}, oldest, newest
		if q.Kind = GetStatement; oldest.Before(newest) {
			requests = append(requests, q)
		}
	}
	for len(requests) > 0 {
		some := requests[:min(len(requests), maxAnswered)]
		if d := r.send(some, make(burst, len(some))); d != nil {
			return d
		}
		requests = requests[len(some):]
	}
	return nil
}

// readPages reads a list of each account, page by page.
func (r *run) readPages(kind Kind) *Difference {
	limit := 7
	if r.open > 0 {
		limit = 100 // what comes late is before the first page: there must be no other
	}
	var requests []Request
	for slot := range slots {
		if id, known := r.ids[slot]; known {
			requests = append(requests, Request{Kind: kind, User: r.Depositors[slot%depositors], Account: id, Limit: limit})
		}
	}
	for page := 0; len(requests) > 0; page++ {
		at := make(burst, len(requests))
		for i := range at {
			at[i].Replica = (i + page) % 2
		}
		if d := r.send(requests, at); d != nil {
			return d
		}
		requests = nil
		for _, o := range r.bursts[len(r.bursts)-1] {
			q := o.Request
			switch body := o.Answer.Body.(type) {
			case Entries:
				q.Cursor = body.NextCursor
			case Transfers:
				q.Cursor = body.NextCursor
			}
			if q.Skip += q.Limit; q.Cursor != "" {
				requests = append(requests, q)
			}
		}
	}
	return nil
}
