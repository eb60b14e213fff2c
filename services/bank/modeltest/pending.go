package modeltest

import "time"

const defaultLifetime = 168 * time.Hour

func (b *Bank) reserve(o *Operation) Answer {
	r := o.Request
	if d, err := time.ParseDuration(r.ExpiresIn); r.ExpiresIn != "" && (err != nil || d < time.Second || d > 720*time.Hour) {
		return refuse(400, "invalid_argument")
	}
	from, to, refusal := b.between(r, Leg{r.From, r.To, r.Amount})
	if refusal.Status != 0 {
		return refusal
	}
	source := b.show(from)
	if source.Available < r.Amount {
		return refuse(422, "insufficient_funds")
	}
	t := transfer{from: from, to: to, Transfer: Transfer{
		FromAccountID: source.ID, ToAccountID: b.accounts[to].ID, Amount: r.Amount, Status: pending,
	}}
	t.Reference, t.Metadata = r.note()
	b.transfers[ref{o.Number, 0}] = t
	b.list(ref{o.Number, 0}, from, to)
	b.learnHold(&t.Transfer, o)
	return done(o, Hold{t.Transfer, b.show(from), b.show(to)})
}

// learnHold takes id and times of a pending transfer from the answer to the
// operation that made it.
func (b *Bank) learnHold(shown *Transfer, o *Operation) {
	told := seen[Hold](o.Answer).Transfer
	of := ref{o.Number, 0}
	t := b.transfers[of]
	b.learnTransfer(&t, told.ID, told.CreatedAt, o)
	lifetime := defaultLifetime
	if in := o.Request.ExpiresIn; in != "" {
		lifetime, _ = time.ParseDuration(in) // which was taken
	}
	if t.ExpiresAt.IsZero() && !told.ExpiresAt.IsZero() {
		var begin time.Time
		learnTime(&begin, told.ExpiresAt.Add(-lifetime), o.Start, o.End)
		if !begin.IsZero() {
			t.ExpiresAt = told.ExpiresAt
		}
	}
	b.transfers[of] = t
	shown.ID, shown.CreatedAt, shown.ExpiresAt = t.ID, t.CreatedAt, t.ExpiresAt
}

// end returns the pending transfer that the operation is to end, unless it is
// refused.
func (b *Bank) end(o *Operation) (of ref, t transfer, refusal Answer) {
	r := o.Request
	of, t, found := b.find(r.Transfer)
	switch {
	case !found:
		return of, t, refuse(404, "transfer_not_found")
	case b.roles[r.User] == Banker, t.from.owner == r.User:
	case r.Kind == Void && t.to.owner == r.User:
	default:
		return of, t, refuse(401, "not_owner")
	}
	switch b.status(t) {
	case booked:
		return of, t, refuse(422, "not_pending")
	case posted:
		return of, t, refuse(409, "already_posted")
	case voided:
		return of, t, refuse(409, "already_voided")
	case expired:
		return of, t, refuse(409, "pending_expired")
	}
	return of, t, Answer{}
}

func (b *Bank) post(o *Operation) Answer {
	r := o.Request
	if r.Amount < 0 {
		return refuse(400, "invalid_argument")
	}
	of, t, refusal := b.end(o)
	switch {
	case refusal.Status != 0:
		return refusal
	case r.Amount > t.Amount:
		return refuse(422, "exceeds_reserved")
	}
	amount := r.Amount
	if amount == 0 {
		amount = t.Amount
	}
	p := Transfer{Amount: amount, PostsTransferID: t.ID}
	// What is left out is as it was.
	if p.Reference, p.Metadata = r.note(); p.Reference == "" {
		p.Reference = t.Reference
	}
	if p.Metadata == nil {
		p.Metadata = t.Metadata
	}
	before := t
	t.Status, t.PostedAmount, t.postedBy = posted, amount, ref{o.Number, 0}
	b.transfers[of] = t // what is reserved is free to be spent
	posting, refusal := b.book(t.postedBy, t.from, t.to, p)
	if refusal.Status != 0 {
		b.transfers[of] = before
		return refusal
	}
	b.learnPosting(&posting, o)
	return done(o, posting)
}

func (b *Bank) void(o *Operation) Answer {
	of, t, refusal := b.end(o)
	if refusal.Status != 0 {
		return refusal
	}
	t.Status = voided
	b.transfers[of] = t
	b.learnEnd(&t.Transfer, o)
	return done(o, Hold{t.Transfer, b.show(t.from), b.show(t.to)})
}

// learnEnd takes the time at which a transfer was voided from the answer to the
// operation that did so.
func (b *Bank) learnEnd(shown *Transfer, o *Operation) {
	of, t, _ := b.find(o.Request.Transfer)
	learnTime(&t.EndedAt, seen[Hold](o.Answer).Transfer.EndedAt, o.Start, o.End)
	b.transfers[of] = t
	shown.EndedAt = t.EndedAt
}
