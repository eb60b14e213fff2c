package modeltest

import (
	"math"
	"slices"
	"time"
)

func (b *Bank) moveCash(o *Operation) Answer {
	r := o.Request
	if b.roles[r.User] != Banker {
		return refuse(403, "role_required")
	}
	if r.Amount < 1 {
		return refuse(400, "invalid_argument")
	}
	h, found := b.user(r.Account)
	if !found {
		return refuse(404, "account_not_found")
	}
	cash := holding{"", h.currency}
	if r.Kind == Deposit {
		return b.move(o, cash, h, Transfer{Amount: r.Amount})
	}
	return b.move(o, h, cash, Transfer{Amount: r.Amount})
}

func (b *Bank) transfer(o *Operation) Answer {
	r := o.Request
	from, to, refusal := b.between(r, Leg{r.From, r.To, r.Amount})
	if refusal.Status != 0 {
		return refusal
	}
	return b.move(o, from, to, Transfer{Amount: r.Amount})
}

// between returns the accounts of a transfer of the user, unless it is refused.
func (b *Bank) between(r Request, leg Leg) (from, to holding, refusal Answer) {
	switch {
	case leg.Amount < 1:
		return from, to, refuse(400, "invalid_argument")
	case len(r.Currency) != 3:
		return from, to, refuse(400, "unknown_currency")
	case leg.From == leg.To:
		return from, to, refuse(400, "same_account")
	}
	from, found := b.user(leg.From)
	switch {
	case !found:
		return from, to, refuse(404, "account_not_found")
	case from.owner != r.User && b.roles[r.User] != Banker:
		return from, to, refuse(401, "not_owner")
	case from.currency != r.Currency:
		return from, to, refuse(400, "currency_mismatch")
	}
	to, found = b.user(leg.To)
	switch {
	case !found:
		return from, to, refuse(404, "account_not_found")
	case to.currency != r.Currency:
		return from, to, refuse(400, "currency_mismatch")
	}
	return from, to, Answer{}
}

// find returns the transfer with that id.
func (b *Bank) find(id int64) (ref, transfer, bool) {
	for of, t := range b.transfers {
		if t.ID == id {
			return of, t, true
		}
	}
	return ref{}, transfer{}, false
}

func (b *Bank) reverse(o *Operation) Answer {
	r := o.Request
	of, t, found := b.find(r.Transfer)
	switch {
	case !found, t.Status != booked:
		return refuse(404, "transfer_not_found")
	case b.roles[r.User] == Banker:
	case t.to.owner != r.User:
		return refuse(401, "not_owner")
	case t.from.owner == "":
		return refuse(403, "role_required")
	}
	switch {
	case t.ReversesTransferID != 0:
		return refuse(422, "not_reversible")
	case t.reversed:
		return refuse(409, "already_reversed")
	}
	answer := b.move(o, t.to, t.from, Transfer{Amount: t.Amount, ReversesTransferID: t.ID})
	if answer.Status == 200 {
		t.reversed = true
		b.transfers[of] = t
	}
	return answer
}

// move moves money as the only transfer of the operation, which says how much,
// and why.
func (b *Bank) move(o *Operation, from, to holding, t Transfer) Answer {
	t.Reference, t.Metadata = o.Request.note()
	p, refusal := b.book(ref{o.Number, 0}, from, to, t)
	if refusal.Status != 0 {
		return refusal
	}
	b.learnPosting(&p, o)
	return done(o, p)
}

// done returns the answer that money was moved, which may be replayed.
func done(o *Operation, body any) Answer {
	answer := ok(body)
	answer.Raw = o.Answer.Raw
	return answer
}

// book moves money, or refuses to.
func (b *Bank) book(of ref, from, to holding, t Transfer) (Posting, Answer) {
	source, target := b.show(from), b.show(to)
	switch {
	case from.owner != "" && source.Available < t.Amount:
		return Posting{}, refuse(422, "insufficient_funds")
	case source.Balance < math.MinInt64+t.Amount, target.Balance > math.MaxInt64-t.Amount:
		return Posting{}, refuse(422, "balance_overflow")
	}
	source.Balance -= t.Amount
	target.Balance += t.Amount
	b.accounts[from], b.accounts[to] = source, target
	b.entries[from] = append(slices.Clip(b.entries[from]), entry{of, -t.Amount, source.Balance})
	b.entries[to] = append(slices.Clip(b.entries[to]), entry{of, t.Amount, target.Balance})
	b.list(of, from, to)
	t.FromAccountID, t.ToAccountID, t.Status = source.ID, target.ID, booked
	b.transfers[of] = transfer{Transfer: t, from: from, to: to}
	return Posting{
		Transfer:    t,
		FromAccount: b.show(from),
		ToAccount:   b.show(to),
		FromEntry:   Entry{AccountID: source.ID, Amount: -t.Amount},
		ToEntry:     Entry{AccountID: target.ID, Amount: t.Amount},
	}, Answer{}
}

// list makes a transfer the newest of its accounts.
func (b *Bank) list(of ref, accounts ...holding) {
	for _, h := range accounts {
		b.listed[h] = append(slices.Clip(b.listed[h]), of)
	}
}

// learnPosting takes ids and times of a posting from the answer to the operation
// that made it.
func (b *Bank) learnPosting(p *Posting, o *Operation) {
	told := seen[Posting](o.Answer)
	of := ref{o.Number, 0}
	t := b.transfers[of]
	b.learnTransfer(&t, told.Transfer.ID, told.Transfer.CreatedAt, o)
	b.learnEntry(&t.fromEntry, told.FromEntry.ID)
	b.transfers[of] = t
	b.learnEntry(&t.toEntry, told.ToEntry.ID)
	b.transfers[of] = t
	p.Transfer.ID, p.Transfer.CreatedAt = t.ID, t.CreatedAt
	p.FromEntry.ID, p.FromEntry.CreatedAt = t.fromEntry, t.CreatedAt
	p.ToEntry.ID, p.ToEntry.CreatedAt = t.toEntry, t.CreatedAt
}

// learnTransfer takes id and time of a transfer over, unless the id is that of
// another.
func (b *Bank) learnTransfer(t *transfer, id int64, at time.Time, o *Operation) {
	if _, _, used := b.find(id); t.ID == 0 && id > 0 && !used {
		t.ID = id
	}
	if t.ID == id {
		learnTime(&t.CreatedAt, at, o.Start, o.End)
	}
}

// learnEntry takes the id of an entry over, unless it is that of another.
func (b *Bank) learnEntry(known *int64, id int64) {
	if *known != 0 || id < 1 {
		return
	}
	for _, t := range b.transfers {
		if t.fromEntry == id || t.toEntry == id {
			return
		}
	}
	*known = id
}
