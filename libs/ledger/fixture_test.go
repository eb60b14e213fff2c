package ledger_test

import (
	"math"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

// The ids of the accounts that the tests share.
const (
	systemUSD = 1
	systemEUR = 2
	aliceUSD  = 10
	aliceEUR  = 11
	bobUSD    = 20
	fullUSD   = 30 // bob's second, with no room for one cent more
	missing   = 99
)

func accounts() ledger.Accounts {
	as := ledger.Accounts{}
	for _, a := range []ledger.Account{
		{ID: systemUSD, Currency: money.USD, Balance: -300},
		{ID: systemEUR, Currency: money.EUR, Balance: math.MinInt64},
		{ID: aliceUSD, Owner: "alice", Currency: money.USD, Balance: 100},
		{ID: aliceEUR, Owner: "alice", Currency: money.EUR, Balance: 50},
		{ID: bobUSD, Owner: "bob", Currency: money.USD, Balance: 200},
		{ID: fullUSD, Owner: "bob", Currency: money.USD, Balance: math.MaxInt64},
	} {
		as[a.ID] = a
	}
	return as
}
