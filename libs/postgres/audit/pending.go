package audit

import "context"

// selectReserved returns accounts that do not reserve what open pending transfers
// make of it.
const selectReserved = `
	SELECT 'accounts', a.id::text, 'reserves ' || a.reserved || ', but its pending transfers make it ' || coalesce(p.total, 0)
	FROM accounts a LEFT JOIN (
		SELECT from_account_id, sum(amount) AS total FROM pending_transfers WHERE state = 'pending' GROUP BY from_account_id
	) p ON p.from_account_id = a.id
	WHERE a.reserved <> coalesce(p.total, 0) ORDER BY a.id`

// selectImpossiblePending returns what no pending transfer can be. When one was
// posted is when it ended: a transfer's own time may be later, if the clock stepped
// back.
const selectImpossiblePending = `
	SELECT 'pending_transfers', id::text, problem
	FROM (
		SELECT p.id, CASE
			WHEN p.amount <= 0 THEN 'reserves ' || p.amount
			WHEN EXISTS (SELECT FROM transfers t WHERE t.id = p.id) THEN 'has the id of a transfer'
			WHEN f.owner IS NULL OR o.owner IS NULL OR f.currency <> o.currency OR f.id = o.id
				THEN 'is not between two accounts of users in one currency'
			WHEN p.state NOT IN ('pending', 'posted', 'voided', 'expired') THEN 'is ' || p.state || ', which is no state'
			WHEN (p.state = 'pending') <> (p.ended_at IS NULL) THEN 'is ' || p.state || ', but ended at ' || coalesce(p.ended_at::text, 'no time')
			WHEN p.state = 'expired' AND p.ended_at <> p.expires_at THEN 'expired at ' || p.ended_at || ', not at ' || p.expires_at
			WHEN p.state IN ('posted', 'voided') AND p.ended_at >= p.expires_at
				THEN 'was ' || p.state || ' at ' || p.ended_at || ', though it expired at ' || p.expires_at
			WHEN p.expires_at <= p.created_at OR p.expires_at > p.created_at + interval '720 hours'
				THEN 'expires at ' || p.expires_at || ', but is of ' || p.created_at
		END AS problem
		FROM pending_transfers p
		LEFT JOIN accounts f ON f.id = p.from_account_id LEFT JOIN accounts o ON o.id = p.to_account_id
	) judged
	WHERE problem IS NOT NULL ORDER BY id`

// selectNoPosting returns transfers that do not post what they say they do, and
// pending transfers that say they were posted, but by no transfer.
const selectNoPosting = `
	SELECT 'transfers', t.id::text, CASE
		WHEN p.id IS NULL THEN 'posts pending transfer ' || t.posts_transfer_id || ', which does not exist'
		WHEN p.state <> 'posted' THEN 'posts pending transfer ' || p.id || ', which is ' || p.state
		ELSE 'posts pending transfer ' || p.id || ', but is not of its accounts and at most its amount'
	END
	FROM transfers t LEFT JOIN pending_transfers p ON p.id = t.posts_transfer_id
	WHERE t.posts_transfer_id IS NOT NULL
		AND (p.state = 'posted' AND t.amount <= p.amount AND p.id < t.id
			AND (t.from_account_id, t.to_account_id) = (p.from_account_id, p.to_account_id)) IS NOT TRUE
	UNION ALL
	SELECT 'pending_transfers', p.id::text, 'is posted, by transfers: ' || count(t.id) || ', it must be 1'
	FROM pending_transfers p LEFT JOIN transfers t ON t.posts_transfer_id = p.id
	WHERE p.state = 'posted' GROUP BY p.id HAVING count(t.id) <> 1`

// selectSetBack returns the sequence that both kinds of transfers have their ids of,
// if it gives ids that there are.
const selectSetBack = `
	SELECT 'transfers', 'transfers_id_seq', 'is at ' || s.last_value || ', but there is an id ' || t.id || ': it was set back'
	FROM transfers_id_seq s, (SELECT greatest((SELECT max(id) FROM transfers), (SELECT max(id) FROM pending_transfers)) AS id) t
	WHERE t.id > CASE WHEN s.is_called THEN s.last_value ELSE s.last_value - 1 END`

// checkPending checks what pending transfers reserve, how they ended, and the
// transfers that post them, and that no id is of both kinds nor will be.
func (a *auditor) checkPending(ctx context.Context) error {
	for _, query := range []string{selectReserved, selectImpossiblePending, selectNoPosting, selectSetBack} {
		if err := a.findEach(ctx, query); err != nil {
			return err
		}
	}
	return nil
}
