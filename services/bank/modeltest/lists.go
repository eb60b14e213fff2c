package modeltest

import (
	"slices"
	"time"
)

func (b *Bank) getTransfer(o *Operation) Answer {
	r := o.Request
	of, t, found := b.find(r.Transfer)
	switch {
	case !found:
		return refuse(404, "transfer_not_found")
	case t.from.owner != r.User && t.to.owner != r.User && !b.readsAny(r.User):
		return refuse(401, "not_owner")
	}
	return ok(b.showTransfer(of, seen[Transfer](o.Answer), o))
}

// showTransfer returns the transfer as it is shown now. What the model does not know
// yet of how it ended it takes from what was told.
func (b *Bank) showTransfer(of ref, told Transfer, o *Operation) Transfer {
	t := b.transfers[of]
	if t.Status == posted {
		by := b.transfers[t.postedBy]
		b.learnTransfer(&by, told.PostedTransferID, time.Time{}, past(o))
		b.transfers[t.postedBy] = by
		t.PostedTransferID = by.ID
	}
	if t.Status == posted || t.Status == voided {
		learnTime(&t.EndedAt, told.EndedAt, t.CreatedAt, o.End)
	}
	b.transfers[of] = t
	shown := t.Transfer
	if shown.Status = b.status(t); shown.Status == expired && !told.EndedAt.IsZero() {
		shown.EndedAt = t.ExpiresAt // it may be told or not
	}
	return shown
}

// page returns what a list of the entries or the transfers of an account is to
// show, newest first, and whether there are more.
func page[T any](b *Bank, of map[holding][]T, r Request) (page []T, more bool, refusal Answer) {
	h, found := b.user(r.Account)
	switch {
	case r.Limit < 1 || r.Limit > 100:
		return nil, false, refuse(400, "invalid_argument")
	case !found:
		return nil, false, refuse(404, "account_not_found")
	case h.owner != r.User && !b.readsAny(r.User):
		return nil, false, refuse(401, "not_owner")
	}
	page = slices.Clone(of[h])
	slices.Reverse(page)
	page = page[min(r.Skip, len(page)):]
	if len(page) > r.Limit {
		return page[:r.Limit], true, Answer{}
	}
	return page, false, Answer{}
}

// next returns the cursor that was seen, if there is to be one.
func next(more bool, told string) string {
	if more && told == "" {
		return "a cursor"
	}
	if more {
		return told
	}
	return ""
}

func (b *Bank) listTransfers(o *Operation) Answer {
	page, more, refusal := page(b, b.listed, o.Request)
	if refusal.Status != 0 {
		return refusal
	}
	told := seen[Transfers](o.Answer)
	list := Transfers{Transfers: []Transfer{}, NextCursor: next(more, told.NextCursor)}
	for i, of := range page {
		var one Transfer
		if i < len(told.Transfers) {
			one = told.Transfers[i]
			t := b.transfers[of]
			b.learnTransfer(&t, one.ID, one.CreatedAt, past(o))
			if t.Status != booked && t.ExpiresAt.IsZero() && t.ID == one.ID && one.ExpiresAt.Equal(t.CreatedAt.Add(defaultLifetime)) {
				t.ExpiresAt = one.ExpiresAt // the answer was lost: see send
			}
			b.transfers[of] = t
		}
		list.Transfers = append(list.Transfers, b.showTransfer(of, one, o))
	}
	return ok(list)
}

// past returns an operation of which only the end is known.
func past(o *Operation) *Operation { return &Operation{End: o.End} }

func (b *Bank) listEntries(o *Operation) Answer {
	page, more, refusal := page(b, b.entries, o.Request)
	if refusal.Status != 0 {
		return refusal
	}
	told := seen[Entries](o.Answer)
	list := Entries{Entries: []Line{}, NextCursor: next(more, told.NextCursor)}
	for i, e := range page {
		line := b.line(e)
		if i < len(told.Entries) {
			t := b.transfers[e.of]
			b.learnTransfer(&t, told.Entries[i].TransferID, told.Entries[i].CreatedAt, past(o))
			known := &t.toEntry
			if e.amount < 0 {
				known = &t.fromEntry
			}
			b.learnEntry(known, told.Entries[i].ID)
			b.transfers[e.of] = t
			line = b.line(e)
		}
		list.Entries = append(list.Entries, line)
	}
	return ok(list)
}

func (b *Bank) line(e entry) Line {
	t := b.transfers[e.of]
	l := Line{
		ID: t.toEntry, AccountID: t.ToAccountID, CounterpartyID: t.FromAccountID,
		TransferID: t.ID, Amount: e.amount, Balance: e.balance, Reference: t.Reference, CreatedAt: t.CreatedAt,
	}
	if e.amount < 0 {
		l.ID, l.AccountID, l.CounterpartyID = t.fromEntry, t.FromAccountID, t.ToAccountID
	}
	return l
}

func (b *Bank) getBalance(o *Operation) Answer {
	r := o.Request
	h, found := b.user(r.Account)
	switch {
	case !o.End.IsZero() && r.At.After(o.End.Add(clockSlack)):
		return refuse(400, "invalid_argument")
	case !found:
		return refuse(404, "account_not_found")
	case h.owner != r.User && !b.readsAny(r.User):
		return refuse(401, "not_owner")
	}
	balance := Balance{AccountID: r.Account, Currency: h.currency, At: r.At, Balance: b.balanceAt(h, r.At)}
	if r.At.IsZero() {
		balance.Balance = b.accounts[h].Balance
		learnTime(&balance.At, seen[Balance](o.Answer).At, o.Start, o.End)
	}
	return ok(balance)
}

// balanceAt returns what the account held, entries of that time included.
func (b *Bank) balanceAt(h holding, at time.Time) int64 {
	var sum int64
	for _, e := range b.entries[h] {
		if !b.transfers[e.of].CreatedAt.After(at) {
			sum += e.amount
		}
	}
	return sum
}

func (b *Bank) getStatement(o *Operation) Answer {
	r := o.Request
	h, found := b.user(r.Account)
	switch {
	case !found:
		return refuse(404, "account_not_found")
	case h.owner != r.User && !b.readsAny(r.User):
		return refuse(401, "not_owner")
	}
	// Times have microseconds: just before one is one less.
	s := Statement{Opening: b.balanceAt(h, r.Since.Add(-time.Microsecond)), Closing: b.balanceAt(h, r.Until.Add(-time.Microsecond))}
	for _, e := range b.entries[h] {
		if at := b.transfers[e.of].CreatedAt; !at.Before(r.Since) && at.Before(r.Until) {
			l := b.line(e)
			l.ID, l.AccountID, l.Reference = 0, 0, ""
			s.Entries = append(s.Entries, l)
		}
	}
	return ok(s)
}
