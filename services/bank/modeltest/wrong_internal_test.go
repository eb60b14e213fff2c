package modeltest

import (
	"maps"
	"slices"
	"testing"
	"time"
)

// enough is of how many plans one must find each of the faults below. Few find
// them all; the rarest wants a key, an answer that is lost, and a repetition.
const enough = 5000

// TestRightBank is of a bank that is the model, but answers some only later, or
// not at all.
func TestRightBank(t *testing.T) {
	t.Parallel()
	p := &property{system: &simulated{}, seen: &Sightings{}}
	for seed := range 100 {
		if !p.holds(Plans.Example(seed)) {
			t.Fatal(p.first)
		}
	}
	t.Log(p.seen.String())
}

// TestWrongBanks is of banks with one fault each.
func TestWrongBanks(t *testing.T) {
	t.Parallel()
	for name, do := range wrong() {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // some wait until something expires
			p := &property{system: &simulated{do: do}, seen: &Sightings{}}
			for seed := range enough {
				if !p.holds(Plans.Example(seed)) {
					t.Logf("found by plan %d:\n%s", seed, p.first)
					return
				}
			}
			t.Errorf("not found by %d plans", enough)
		})
	}
}

type fault = func(bank *Bank, o *Operation, lost bool) Answer

func wrong() map[string]fault {
	refused := func(code string, otherwise fault) fault {
		return func(bank *Bank, o *Operation, lost bool) Answer {
			if answer := bank.Do(o, time.Now()); answer.Code != code {
				return answer
			}
			return otherwise(bank, o, lost)
		}
	}
	// as has the operation done as if it was asked for by somebody else.
	as := func(bank *Bank, o *Operation, user string) Answer {
		o.Request.User = user
		return bank.Do(o, time.Now())
	}
	return map[string]fault{
		"overdraft of one minor unit": refused("insufficient_funds", func(bank *Bank, o *Operation, _ bool) Answer {
			lend := func(amount int64) {
				for h, a := range bank.accounts {
					if h.owner != "" {
						a.Balance += amount
						bank.accounts[h] = a
					}
				}
			}
			lend(1)
			answer := bank.Do(o, time.Now())
			lend(-1)
			if p, done := answer.Body.(Posting); done {
				p.FromAccount.Balance--
				p.ToAccount.Balance = bank.accounts[holding{p.ToAccount.Owner, p.ToAccount.Currency}].Balance
				answer.Body = p
			}
			return answer
		}),
		"reversal a second time": refused("already_reversed", func(bank *Bank, o *Operation, _ bool) Answer {
			for n, t := range bank.transfers {
				t.reversed = false
				bank.transfers[n] = t
			}
			return bank.Do(o, time.Now())
		}),
		"reversal of a reversal": refused("not_reversible", func(bank *Bank, o *Operation, _ bool) Answer {
			for n, t := range bank.transfers {
				if t.ID == o.Request.Transfer {
					t.ReversesTransferID = 0
					bank.transfers[n] = t
				}
			}
			return bank.Do(o, time.Now())
		}),
		"reversal by anybody": refused("not_owner", func(bank *Bank, o *Operation, _ bool) Answer {
			if o.Request.Kind == Reverse {
				return as(bank, o, "banker")
			}
			return bank.Do(o, time.Now())
		}),
		"transfer by anybody": refused("not_owner", func(bank *Bank, o *Operation, _ bool) Answer {
			if o.Request.Kind == MakeTransfer {
				return as(bank, o, "banker")
			}
			return bank.Do(o, time.Now())
		}),
		"deposit by anybody": refused("role_required", func(bank *Bank, o *Operation, _ bool) Answer {
			if o.Request.Kind == Deposit {
				return as(bank, o, "banker")
			}
			return bank.Do(o, time.Now())
		}),
		"a key is not kept": func(bank *Bank, o *Operation, _ bool) Answer {
			clear(bank.keys)
			return bank.Do(o, time.Now())
		},
		"a key is not kept where nobody waits": func(bank *Bank, o *Operation, lost bool) Answer {
			before := maps.Clone(bank.keys)
			answer := bank.Do(o, time.Now())
			if lost {
				bank.keys = before
			}
			return answer
		},
		"a key is everybody's": func(bank *Bank, o *Operation, _ bool) Answer {
			for name, k := range bank.keys {
				if name[1] == o.Request.Key {
					bank.keys[[2]string{o.Request.User, o.Request.Key}] = k
				}
			}
			return bank.Do(o, time.Now())
		},
		"a replay moves the money again": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			if answer.Replayed {
				o.Request.Key = ""
				bank.Do(o, time.Now())
			}
			return answer
		},
		"a replay does not say so": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			answer.Replayed = false
			return answer
		},
		"a replay is written anew": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			if answer.Replayed {
				answer.Raw += " "
			}
			return answer
		},
		"a key for another request": refused("idempotency_key_reused", func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.keys[[2]string{o.Request.User, o.Request.Key}].answer
			answer.Replayed = true
			return answer
		}),
		"a refusal is kept": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			name := [2]string{o.Request.User, o.Request.Key}
			if answer.Code == "insufficient_funds" && o.Request.Key != "" {
				answer.Raw = "kept"
				bank.keys[name] = kept{request: o.Request.identity(), answer: answer}
			}
			answer.Raw = ""
			return answer
		},
		"nobody is in flight": func(bank *Bank, o *Operation, _ bool) Answer {
			if o.Request.Key != "" && o.Number%7 == 0 {
				return refuse(409, "request_in_flight")
			}
			return bank.Do(o, time.Now())
		},
		"a withdrawal is not written": func(bank *Bank, o *Operation, _ bool) Answer {
			if o.Request.Kind == Withdraw && o.Number%7 == 0 {
				return bank.Clone().Do(o, time.Now())
			}
			return bank.Do(o, time.Now())
		},
		"a refused transfer takes the money": refused("insufficient_funds", func(bank *Bank, o *Operation, _ bool) Answer {
			h, _ := bank.user(o.Request.From)
			if a := bank.accounts[h]; a.ID != 0 {
				a.Balance = 0
				bank.accounts[h] = a
			}
			return refuse(422, "insufficient_funds")
		}),
		"the balance before": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			if p, done := answer.Body.(Posting); done && o.Request.Kind == MakeTransfer {
				p.ToAccount.Balance -= p.Transfer.Amount
				answer.Body = p
			}
			return answer
		},
		"an id twice": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			if p, done := answer.Body.(Posting); done && o.Number%7 == 0 {
				p.Transfer.ID--
				answer.Body = p
			}
			return answer
		},
		"a second account": refused("account_exists", func(_ *Bank, o *Operation, _ bool) Answer {
			a := o.Answer.Body.(Account)
			a.Owner, a.Currency = o.Request.User, o.Request.Currency
			return ok(a)
		}),
		"an email twice": refused("email_taken", func(bank *Bank, o *Operation, _ bool) Answer {
			clear(bank.emails)
			return bank.Do(o, time.Now())
		}),
		"a mix of currencies": refused("currency_mismatch", func(bank *Bank, o *Operation, _ bool) Answer {
			from, _ := bank.user(o.Request.From)
			to, _ := bank.user(o.Request.To)
			return bank.move(o, from, to, Transfer{Amount: max(o.Request.Amount, 1)})
		}),
		"a sum that does not fit": refused("balance_overflow", func(*Bank, *Operation, bool) Answer {
			return refuse(500, "internal")
		}),
		"a read of what was": staleRead(),

		"a clock that is slow": func(bank *Bank, o *Operation, _ bool) Answer {
			return bank.Do(o, time.Now().Add(-300*time.Millisecond))
		},
		"a clock that is fast": func(bank *Bank, o *Operation, _ bool) Answer {
			return bank.Do(o, time.Now().Add(300*time.Millisecond))
		},
		"what is reserved is spent": refused("insufficient_funds", func(bank *Bank, o *Operation, _ bool) Answer {
			for of, t := range bank.transfers {
				if t.Status == pending {
					t.Status = voided
					bank.transfers[of] = t
				}
			}
			return bank.Do(o, time.Now())
		}),
		"the rest stays reserved": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			if p, done := answer.Body.(Posting); done && o.Request.Kind == Post && !answer.Replayed {
				_, t, _ := bank.find(p.Transfer.PostsTransferID)
				bank.transfers[ref{-o.Number, 0}] = transfer{from: t.from, Transfer: Transfer{Status: pending, Amount: t.Amount - p.Transfer.Amount}}
			}
			return answer
		},
		"posting a second time":   refused("already_posted", reopen),
		"posting what was voided": refused("already_voided", reopen),
		"posting more than is reserved": refused("exceeds_reserved", func(bank *Bank, o *Operation, _ bool) Answer {
			of, t, _ := bank.find(o.Request.Transfer)
			t.Amount = o.Request.Amount
			bank.transfers[of] = t
			return bank.Do(o, time.Now())
		}),
		"voiding by anybody": refused("not_owner", func(bank *Bank, o *Operation, _ bool) Answer {
			if o.Request.Kind == Void {
				return as(bank, o, "banker")
			}
			return bank.Do(o, time.Now())
		}),
		"posting by the recipient": refused("not_owner", func(bank *Bank, o *Operation, _ bool) Answer {
			if o.Request.Kind == Post {
				return as(bank, o, "banker")
			}
			return bank.Do(o, time.Now())
		}),
		"a batch is made in part": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			if answer.Leg > 1 && answer.Code == "insufficient_funds" {
				some := *o
				some.Request.Key, some.Request.Legs = "", o.Request.Legs[:answer.Leg-1]
				bank.Do(&some, time.Now())
			}
			return answer
		},
		"a leg does not see those before": func(bank *Bank, o *Operation, _ bool) Answer {
			for i, leg := range o.Request.Legs {
				h, _ := bank.user(leg.From)
				if answer := bank.Clone().Do(o, time.Now()); answer.Status == 200 && !answer.Replayed && bank.show(h).Available < leg.Amount {
					return about(i, refuse(422, "insufficient_funds"))
				}
			}
			return bank.Do(o, time.Now())
		},
		"a batch that does not say which leg": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			answer.Leg = 0
			return answer
		},
		"a list without its end": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			if list, done := answer.Body.(Entries); done && len(list.Entries) == 7 {
				list.Entries = list.Entries[:6]
				answer.Body = list
			}
			return answer
		},
		"a list without what is pending": func(bank *Bank, o *Operation, _ bool) Answer {
			answer := bank.Do(o, time.Now())
			if list, done := answer.Body.(Transfers); done {
				list.Transfers = slices.DeleteFunc(list.Transfers, func(t Transfer) bool { return t.Status == pending })
				answer.Body = list
			}
			return answer
		},
		"a balance before the entry": func(bank *Bank, o *Operation, _ bool) Answer {
			o.Request.At = o.Request.At.Add(-time.Microsecond)
			answer := bank.Do(o, time.Now())
			if balance, done := answer.Body.(Balance); done {
				balance.At = balance.At.Add(time.Microsecond)
				answer.Body = balance
			}
			return answer
		},
		"a statement to the end of the time": func(bank *Bank, o *Operation, _ bool) Answer {
			o.Request.Until = o.Request.Until.Add(time.Microsecond)
			return bank.Do(o, time.Now())
		},
	}
}

// reopen does what it was too late for.
func reopen(bank *Bank, o *Operation, _ bool) Answer {
	if of, t, _ := bank.find(o.Request.Transfer); o.Request.Kind == Post {
		t.Status = pending
		bank.transfers[of] = t
	}
	return bank.Do(o, time.Now())
}

// staleRead reads accounts as they were two operations ago.
func staleRead() fault {
	var before [2]*Bank
	return func(bank *Bank, o *Operation, _ bool) Answer {
		if o.Request.Kind == GetAccount && before[0] != nil && o.Number%7 == 0 {
			if answer := before[0].Clone().Do(o, time.Now()); answer.Status == 200 {
				return answer
			}
		}
		if !o.Request.Kind.Reads() {
			before = [2]*Bank{before[1], bank.Clone()}
		}
		return bank.Do(o, time.Now())
	}
}
