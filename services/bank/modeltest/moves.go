package modeltest

import (
	"encoding/json"
	"math"
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
	switch {
	case r.Amount < 1:
		return refuse(400, "invalid_argument")
	case len(r.Currency) != 3:
		return refuse(400, "unknown_currency")
	case r.From == r.To:
		return refuse(400, "same_account")
	}
	from, found := b.user(r.From)
	switch {
	case !found:
		return refuse(404, "account_not_found")
	case from.owner != r.User && b.roles[r.User] != Banker:
		return refuse(401, "not_owner")
	case from.currency != r.Currency:
		return refuse(400, "currency_mismatch")
	}
	to, found := b.user(r.To)
	switch {
	case !found:
		return refuse(404, "account_not_found")
	case to.currency != r.Currency:
		return refuse(400, "currency_mismatch")
	}
	return b.move(o, from, to, Transfer{Amount: r.Amount})
}

func (b *Bank) reverse(o *Operation) Answer {
	r := o.Request
	for number, t := range b.transfers {
		if t.ID != r.Transfer {
			continue
		}
		switch {
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
			b.transfers[number] = t
		}
		return answer
	}
	return refuse(404, "transfer_not_found")
}

// move moves money. The transfer says how much, and why.
func (b *Bank) move(o *Operation, from, to holding, t Transfer) Answer {
	source, target := b.accounts[from], b.accounts[to]
	switch {
	case from.owner != "" && source.Balance < t.Amount:
		return refuse(422, "insufficient_funds")
	case source.Balance < math.MinInt64+t.Amount, target.Balance > math.MaxInt64-t.Amount:
		return refuse(422, "balance_overflow")
	}
	source.Balance -= t.Amount
	target.Balance += t.Amount
	b.accounts[from], b.accounts[to] = source, target

	t.FromAccountID, t.ToAccountID = source.ID, target.ID
	t.Reference, t.Metadata = o.Request.Reference, json.RawMessage(o.Request.Metadata)
	if len(t.Metadata) == 0 {
		t.Metadata = nil
	}
	p := Posting{
		Transfer:    t,
		FromAccount: source,
		ToAccount:   target,
		FromEntry:   Entry{AccountID: source.ID, Amount: -t.Amount},
		ToEntry:     Entry{AccountID: target.ID, Amount: t.Amount},
	}
	b.tell(&p, seen[Posting](o.Answer), o.Start, o.End)
	b.transfers[o.Number] = transfer{Transfer: p.Transfer, from: from, to: to, fromEntry: p.FromEntry.ID, toEntry: p.ToEntry.ID}
	answer := ok(p)
	answer.Raw = o.Answer.Raw
	return answer
}

// tell takes ids and times of a posting from what was told of it, unless they
// are those of another.
func (b *Bank) tell(p *Posting, told Posting, start, end time.Time) {
	if told.FromEntry.ID == told.ToEntry.ID {
		return
	}
	for _, t := range b.transfers {
		if t.ID == told.Transfer.ID {
			return
		}
		for _, id := range []int64{t.fromEntry, t.toEntry} {
			if id == told.FromEntry.ID || id == told.ToEntry.ID {
				return
			}
		}
	}
	at := within(told.Transfer.CreatedAt, start, end)
	p.Transfer.ID, p.Transfer.CreatedAt = told.Transfer.ID, at
	p.FromEntry.ID, p.FromEntry.CreatedAt = told.FromEntry.ID, at
	p.ToEntry.ID, p.ToEntry.CreatedAt = told.ToEntry.ID, at
}
