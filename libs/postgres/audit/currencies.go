package audit

import (
	"context"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

// checkCurrencies checks that the currencies are those of libs/money, each with
// one system account.
func (a *auditor) checkCurrencies(ctx context.Context) error {
	missing := map[string]money.Currency{}
	for _, c := range money.Currencies() {
		missing[string(c)] = c
	}
	const query = `
		SELECT code, minor_digits, (SELECT count(*) FROM accounts WHERE owner IS NULL AND currency = code)
		FROM currencies ORDER BY code`
	err := a.each(ctx, query, nil, func(scan func(...any) error) error {
		var code string
		var digits, systems int
		if err := scan(&code, &digits, &systems); err != nil {
			return err
		}
		a.looked(1)
		c, known := missing[code]
		switch {
		case !known:
			a.find("currencies", code, "is none of the bank's")
		case digits != c.MinorDigits():
			a.find("currencies", code, "has %d minor digits, it must have %d", digits, c.MinorDigits())
		}
		if systems != 1 {
			a.find("accounts", "system account in "+code, "there are %d, there must be one", systems)
		}
		delete(missing, code)
		return nil
	})
	if err != nil {
		return fault.During("read currencies", err)
	}
	for _, c := range money.Currencies() {
		if _, is := missing[string(c)]; is {
			a.find("currencies", string(c), "is missing")
		}
	}
	return nil
}
