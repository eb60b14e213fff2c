package modeltest

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

func (b *Bank) newUser(o *Operation) Answer {
	r, told := o.Request, seen[User](o.Answer)
	if strings.Contains(r.Name, " ") {
		return refuse(400, "invalid_argument")
	}
	if _, taken := b.emails[r.Name]; taken {
		return refuse(403, "username_taken")
	}
	for _, email := range b.emails {
		if strings.EqualFold(email, r.Email) {
			return refuse(403, "email_taken")
		}
	}
	b.emails[r.Name] = r.Email
	var at time.Time
	learnTime(&at, told.CreatedAt, o.Start, o.End)
	return ok(User{Username: r.Name, FullName: r.Name, Email: r.Email, PasswordChangedAt: at, CreatedAt: at})
}

func (b *Bank) openAccount(o *Operation) Answer {
	r := o.Request
	h := holding{r.User, r.Currency}
	if len(r.Currency) != 3 {
		return refuse(400, "unknown_currency")
	}
	if _, exists := b.accounts[h]; exists {
		return refuse(403, "account_exists")
	}
	a := Account{Owner: h.owner, Currency: h.currency}
	b.learn(&a, seen[Account](o.Answer), o.Start, o.End)
	b.accounts[h] = a
	return ok(a)
}

// learn takes id and time of an account from what was told of it.
func (b *Bank) learn(a *Account, told Account, start, end time.Time) {
	if a.ID != 0 || told.ID < 1 {
		return
	}
	for _, other := range b.accounts {
		if other.ID == told.ID {
			return
		}
	}
	a.ID = told.ID
	learnTime(&a.CreatedAt, told.CreatedAt, start, end)
}

// user returns the account of a user; the bank's own are nobody's business.
func (b *Bank) user(id int64) (holding, bool) {
	for h, a := range b.accounts {
		if a.ID == id && h.owner != "" {
			return h, true
		}
	}
	return holding{}, false
}

// show returns an account as it is seen now.
func (b *Bank) show(h holding) Account {
	a := b.accounts[h]
	a.Available = a.Balance
	for _, t := range b.transfers {
		if t.from == h && b.status(t) == pending {
			a.Available -= t.Amount
		}
	}
	return a
}

// status returns the status that a transfer has now.
func (b *Bank) status(t transfer) string {
	if t.Status == pending && !t.ExpiresAt.IsZero() && !b.now.Before(t.ExpiresAt) {
		return expired
	}
	return t.Status
}

func (b *Bank) readsAny(user string) bool { return b.roles[user] == Banker || b.roles[user] == Auditor }

func (b *Bank) getAccount(o *Operation) Answer {
	h, found := b.user(o.Request.Account)
	switch {
	case !found:
		return refuse(404, "account_not_found")
	case h.owner != o.Request.User && !b.readsAny(o.Request.User):
		return refuse(401, "not_owner")
	}
	return ok(b.show(h))
}

func (b *Bank) listAccounts(o *Operation) Answer {
	r := o.Request
	owner := cmp.Or(r.Owner, r.User)
	switch {
	case r.PageSize < 5 || r.PageSize > 10:
		return refuse(400, "invalid_argument")
	case owner != r.User && !b.readsAny(r.User):
		return refuse(403, "role_required")
	}
	told := seen[[]Account](o.Answer)
	list := []Account{}
	for h, a := range b.accounts {
		if h.owner != owner {
			continue
		}
		for _, t := range told {
			if t.Owner == h.owner && t.Currency == h.currency {
				b.learn(&a, t, time.Time{}, o.End) // whose opening was not answered
				b.accounts[h] = a
			}
		}
		list = append(list, b.show(h))
	}
	slices.SortFunc(list, func(x, y Account) int { return cmp.Compare(x.ID, y.ID) })
	return ok(list)
}
