package audit

import (
	"context"
	"database/sql"
)

// transferPage is how many transfers are looked at by one statement, which takes
// some tenths of a second.
const transferPage = 10_000

// side is the condition of an entry that is one side of its transfer. Both get
// their times in one transaction.
const (
	fromSide = `(e.account_id = t.from_account_id AND e.amount = -t.amount AND e.created_at = t.created_at)`
	toSide   = `(e.account_id = t.to_account_id AND e.amount = t.amount AND e.created_at = t.created_at)`
)

// selectUnbalanced returns transfers that have not just their two entries, that of
// the account that pays first, and ids that only entries have.
const selectUnbalanced = `
	SELECT coalesce(t.id, e.transfer_id), t.id IS NULL, count(e.id), count(*) FILTER (WHERE ` + fromSide + `), count(*) FILTER (WHERE ` + toSide + `),
		string_agg(e.id::text, ', ' ORDER BY e.id) FILTER (WHERE (` + fromSide + ` OR ` + toSide + `) IS NOT TRUE)
	FROM (SELECT * FROM transfers WHERE id > $1 AND id <= $2) t
	FULL JOIN (SELECT * FROM entries WHERE transfer_id > $1 AND transfer_id <= $2) e ON e.transfer_id = t.id
	GROUP BY 1, 2
	HAVING NOT (count(e.id) = 2 AND count(*) FILTER (WHERE ` + fromSide + `) = 1 AND count(*) FILTER (WHERE ` + toSide + `) = 1)
		OR min(e.id) FILTER (WHERE ` + fromSide + `) > min(e.id) FILTER (WHERE ` + toSide + `)`

// selectImpossible returns what no transfer can be, whatever its entries: by now(),
// which is that of the snapshot, it is of the past, or the clock was set back a little.
const selectImpossible = `
	SELECT 'transfers', t.id::text, CASE
		WHEN t.amount <= 0 THEN 'moves ' || t.amount
		WHEN t.from_account_id = t.to_account_id THEN 'moves money from an account to itself'
		WHEN f.id IS NULL THEN 'comes from account ' || t.from_account_id || ', which does not exist'
		WHEN o.id IS NULL THEN 'goes to account ' || t.to_account_id || ', which does not exist'
		WHEN f.currency <> o.currency THEN 'moves ' || f.currency || ' to an account in ' || o.currency
		ELSE 'is of ' || t.created_at || ', a time to come: the clock was ahead'
	END
	FROM transfers t LEFT JOIN accounts f ON f.id = t.from_account_id LEFT JOIN accounts o ON o.id = t.to_account_id
	WHERE t.id > $1 AND t.id <= $2
		AND (t.amount > 0 AND t.from_account_id <> t.to_account_id AND f.currency = o.currency
			AND t.created_at <= now() + interval '1 minute') IS NOT TRUE`

// selectNoReversal returns reversals that are not their originals the other way.
const selectNoReversal = `
	SELECT 'transfers', t.id::text, CASE
		WHEN o.id IS NULL THEN 'takes transfer ' || t.reverses_transfer_id || ' back, which does not exist'
		WHEN o.reverses_transfer_id IS NOT NULL THEN 'takes transfer ' || o.id || ' back, which is a reversal itself'
		ELSE 'takes transfer ' || o.id || ' back, but is not that transfer the other way'
	END
	FROM transfers t LEFT JOIN transfers o ON o.id = t.reverses_transfer_id
	WHERE t.id > $1 AND t.id <= $2 AND t.reverses_transfer_id IS NOT NULL
		AND (o.reverses_transfer_id IS NULL AND o.id < t.id
			AND (o.from_account_id, o.to_account_id, o.amount) = (t.to_account_id, t.from_account_id, t.amount)) IS NOT TRUE`

const selectReversedTwice = `
	SELECT 'transfers', reverses_transfer_id::text, 'is taken back more than once, by transfers ' || string_agg(id::text, ', ' ORDER BY id)
	FROM transfers WHERE reverses_transfer_id IS NOT NULL
	GROUP BY reverses_transfer_id HAVING count(*) > 1 ORDER BY reverses_transfer_id`

func (a *auditor) checkTransfers(ctx context.Context) error {
	err := a.walk(ctx, "transfers", transferPage, func(above, to, rows int64) error {
		if err := a.checkEntries(ctx, above, to); err != nil {
			return err
		}
		for _, query := range []string{selectImpossible, selectNoReversal} {
			if err := a.findEach(ctx, query, above, to); err != nil {
				return err
			}
		}
		a.looked(rows)
		return nil
	})
	if err != nil {
		return err
	}
	return a.findEach(ctx, selectReversedTwice)
}

func (a *auditor) checkEntries(ctx context.Context, above, to int64) error {
	return a.each(ctx, selectUnbalanced, []any{above, to}, func(scan func(...any) error) error {
		var transfer string
		var orphans bool
		var entries, from, to int64
		var strays sql.NullString
		if err := scan(&transfer, &orphans, &entries, &from, &to, &strays); err != nil {
			return err
		}
		if strays.Valid && orphans {
			a.find("entries", strays.String, "of transfer %s, which does not exist", transfer)
			return nil
		}
		if strays.Valid {
			a.find("entries", strays.String, "not a side of transfer %s in account, amount and time", transfer)
		}
		switch {
		case entries != 2:
			a.find("transfers", transfer, "has entries: %d, it must have 2", entries)
		case from == 2 || to == 2:
			a.find("transfers", transfer, "has two entries of one side")
		case from == 1 && to == 1:
			a.find("transfers", transfer, "has the entry of the account that is paid before that of the one that pays, by id")
		}
		return nil
	})
}
