package modeltest

import (
	"cmp"
	"slices"
)

func (b *Bank) transferAll(o *Operation) Answer {
	r := o.Request
	if len(r.Legs) < 1 || len(r.Legs) > 1000 {
		return refuse(400, "invalid_argument")
	}
	// What cannot be read is found before anything is judged.
	for i, leg := range r.Legs {
		if leg.Amount < 1 {
			return about(i, refuse(400, "invalid_argument"))
		}
	}
	if len(r.Currency) != 3 {
		return refuse(400, "unknown_currency")
	}
	before := b.Clone()
	var batch Batch
	touched := map[holding]bool{}
	for i, leg := range r.Legs {
		from, to, refusal := b.between(r, leg)
		var p Posting
		if refusal.Status == 0 {
			p, refusal = b.book(ref{o.Number, i}, from, to, Transfer{Amount: leg.Amount})
		}
		if refusal.Status != 0 {
			*b = *before
			return about(i, refusal)
		}
		batch.Transfers = append(batch.Transfers, p.Transfer)
		touched[from], touched[to] = true, true
	}
	for h := range touched {
		batch.Accounts = append(batch.Accounts, b.show(h))
	}
	slices.SortFunc(batch.Accounts, func(x, y Account) int { return cmp.Compare(x.ID, y.ID) })
	b.learnBatch(&batch, o)
	return done(o, batch)
}

func about(leg int, a Answer) Answer {
	a.Leg = leg + 1
	return a
}

// learnBatch takes ids and times from the answer to the operation that made the
// transfers.
func (b *Bank) learnBatch(batch *Batch, o *Operation) {
	told := seen[Batch](o.Answer)
	if len(told.Transfers) != len(batch.Transfers) {
		return
	}
	for i := range batch.Transfers {
		of := ref{o.Number, i}
		t := b.transfers[of]
		b.learnTransfer(&t, told.Transfers[i].ID, told.Transfers[i].CreatedAt, o)
		b.transfers[of] = t
		batch.Transfers[i].ID, batch.Transfers[i].CreatedAt = t.ID, t.CreatedAt
	}
}
