package audit

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/big"
	"slices"
)

// accountPage is how many accounts are looked at by one statement.
const accountPage = 1000

// selectSums returns each account of a page with the sum of its entries. It
// cannot overflow: it is numeric.
const selectSums = `
	SELECT coalesce(a.id, e.account_id), a.id IS NULL, a.owner IS NULL, a.currency, coalesce(a.balance, 0)::text,
		coalesce(e.total, 0)::text, coalesce(e.entries, 0)
	FROM (SELECT * FROM accounts WHERE id > $1 AND id <= $2) a
	FULL JOIN (
		SELECT account_id, sum(amount) AS total, count(*) AS entries FROM entries
		WHERE account_id > $1 AND account_id <= $2 GROUP BY account_id
	) e ON e.account_id = a.id`

// checkBalances checks that balances are what entries make them, and that those
// of a currency sum to zero.
func (a *auditor) checkBalances(ctx context.Context) error {
	sums := map[string]*big.Int{}
	err := a.walk(ctx, "accounts", accountPage, func(above, to, _ int64) error {
		return a.each(ctx, selectSums, []any{above, to}, func(scan func(...any) error) error {
			var id, balance, total string
			var missing, system bool
			var currency sql.NullString
			var entries int64
			if err := scan(&id, &missing, &system, &currency, &balance, &total, &entries); err != nil {
				return err
			}
			a.looked(entries)
			if missing {
				a.find("entries", "of account "+id, "there is no such account; they sum to %s", total)
				return nil
			}
			if balance != total {
				a.find("accounts", id, "the balance is %s, but its entries make it %s", balance, total)
			}
			sum, ok := new(big.Int).SetString(total, 10)
			if !ok {
				return fmt.Errorf("%q is no sum", total)
			}
			if !system && (sum.Sign() < 0 || balance[0] == '-') {
				a.find("accounts", id, "a user's account is below zero: the balance is %s, its entries make it %s", balance, total)
			}
			if sums[currency.String] == nil {
				sums[currency.String] = new(big.Int)
			}
			sums[currency.String].Add(sums[currency.String], sum)
			return nil
		})
	})
	if err != nil {
		return err
	}
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		if sums[currency].Sign() != 0 {
			a.find("entries", "in "+currency, "sum to %s, not to zero", sums[currency])
		}
	}
	return nil
}
