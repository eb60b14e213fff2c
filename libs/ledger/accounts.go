package ledger

import (
	"fmt"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

// Accounts is a set of accounts by id. One that is missing does not exist.
type Accounts map[int64]Account

// user returns the account unless it is missing or a system account.
func (as Accounts) user(id int64) (Account, error) {
	a, ok := as[id]
	if !ok || a.System() {
		return Account{}, fault.New(fault.AccountNotFound, "account %d does not exist", id)
	}
	return a, nil
}

// system returns the system account of the set that is in the given currency.
func (as Accounts) system(currency money.Currency) (Account, error) {
	for _, a := range as {
		if a.System() && a.Currency == currency {
			return a, nil
		}
	}
	return Account{}, fmt.Errorf("there is no system account in %s", currency)
}
