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

// selectSums returns each account of a page with the sum of its entries, which
// cannot overflow, as it is numeric, and what is wrong with its last booking.
const selectSums = `
	SELECT coalesce(a.id, e.account_id), a.id IS NULL, a.owner IS NULL, a.currency, coalesce(a.balance, 0)::text,
		coalesce(e.total, 0)::text, coalesce(e.entries, 0),
		CASE WHEN (a.last_transfer_id, a.last_transfer_at) IS DISTINCT FROM (e.last, e.at) THEN format(
			'has transfer %s of %s as its last, but its entries %s of %s',
			coalesce(a.last_transfer_id::text, 'none'), coalesce(a.last_transfer_at::text, 'no time'),
			coalesce(e.last::text, 'none'), coalesce(e.at::text, 'no time')) END
	FROM (SELECT * FROM accounts WHERE id > $1 AND id <= $2) a
	FULL JOIN (
		SELECT account_id, sum(amount) AS total, count(*) AS entries, max(transfer_id) AS last, max(created_at) AS at FROM entries
		WHERE account_id > $1 AND account_id <= $2 GROUP BY account_id
	) e ON e.account_id = a.id`

// selectBroken returns entries whose balance does not go on from that of the entry
// before, or whose time or id does not: whoever adds an entry has locked the account
// until the one before was committed. With the account's balance, which is the sum of
// its entries, that proves each balance. Ids are proven as far as their order goes.
const selectBroken = `
	SELECT 'entries', id::text, CASE
		WHEN balance <> before + amount THEN 'the balance after it is ' || balance || ', but ' || before || ' before and ' || amount || ' make ' || before + amount
		WHEN created_at < earlier THEN 'is of ' || created_at || ', before the time of the entry before it, ' || earlier
		ELSE 'comes after entry ' || preceding || ' in its account, which has a greater id'
	END
	FROM (
		SELECT id, amount, balance, created_at, coalesce(lag(balance) OVER booked, 0)::numeric AS before, lag(created_at) OVER booked AS earlier, lag(id) OVER booked AS preceding
		FROM entries WHERE account_id > $1 AND account_id <= $2
		WINDOW booked AS (PARTITION BY account_id ORDER BY transfer_id, id)
	) e
	WHERE balance <> before + amount OR created_at < earlier OR id < preceding
	ORDER BY id`

// checkBalances checks that balances are what entries make them, one after the
// other, and that those of a currency sum to zero.
func (a *auditor) checkBalances(ctx context.Context) error {
	sums := map[string]*big.Int{}
	err := a.walk(ctx, "accounts", accountPage, func(above, to, _ int64) error {
		if err := a.findEach(ctx, selectBroken, above, to); err != nil {
			return err
		}
		return a.each(ctx, selectSums, []any{above, to}, func(scan func(...any) error) error {
			var id, balance, total string
			var missing, system bool
			var currency, last sql.NullString
			var entries int64
			if err := scan(&id, &missing, &system, &currency, &balance, &total, &entries, &last); err != nil {
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
			if last.Valid {
				a.find("accounts", id, "%s", last.String)
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
