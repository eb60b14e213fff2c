package selftest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/transparency"
	"example.com/simplebank/services/bank/sequencer"
)

// funds is what each account has at first, in minor units: more than can be spent.
const funds = 1_000_000_000_000

// seed makes users with an account each, in their order, and the deposits that bring
// the money.
//
// The database notes of rows which role has written them, if that is not the
// service's. Here that may be any, and it would cost what it does not cost the service.
const seed = `
	CREATE OR REPLACE FUNCTION foreign_writer(tables regclass) RETURNS text LANGUAGE plpgsql STABLE AS
		$$ BEGIN RETURN NULL; END $$;
	INSERT INTO users (username, password_hash, full_name, email)
	SELECT n, '', '', n FROM generate_series(1, %[1]d) n;
	INSERT INTO accounts (owner, currency) SELECT n, 'USD' FROM generate_series(1, %[1]d) n;
	INSERT INTO bookings (from_account_ids, to_account_ids, amounts, from_balances, to_balances,
		reverses_transfer_ids, posts_transfer_ids, transfer_references, transfer_metadata)
	SELECT array_agg(cash.id), array_agg(a.id), array_agg(%[2]d), array_agg(-%[2]d * a.owner::bigint), array_agg(%[2]d),
		array_agg(0), array_agg(0), array_agg(''::text), array_agg(''::text)
	FROM (SELECT * FROM accounts WHERE owner IS NOT NULL ORDER BY id) a, accounts cash
	WHERE cash.owner IS NULL AND cash.currency = 'USD'`

// prepare makes the schema with all that is in it at first.
func (t *Trial) prepare(ctx context.Context) error {
	signer, _, err := transparency.GenerateKey("selftest")
	if err != nil {
		return err
	}
	if err := t.keys.Signer.UnmarshalText([]byte(signer)); err != nil {
		return err
	}
	// What cannot be logged fails when the last is.
	t.ledger = sequencer.New(t.store, t.keys, slog.New(slog.DiscardHandler))
	t.Progress("schema " + t.Schema)
	err = t.exec(ctx, "make a schema", "CREATE SCHEMA "+t.Schema)
	if pq.As(err, pqerror.InsufficientPrivilege) != nil {
		err = fmt.Errorf("%w: use a role that may make one: GRANT CREATE ON DATABASE … TO …", err)
	}
	if err != nil {
		return err
	}
	// Past a pooler that keeps the parameter to itself it would be done to the bank's tables.
	var is bool
	err = t.db.QueryRowContext(ctx, "SELECT current_schema() IS NOT DISTINCT FROM $1", t.Schema).Scan(&is)
	if err == nil && !is {
		err = errors.New("search_path does not reach the server: connect without a pooler between")
	}
	if err != nil {
		return fault.During("look for the schema", err)
	}
	if err := (migration.Schema{Source: t.source, NoService: true}).Up(ctx); err != nil {
		return err
	}
	if err := t.exec(ctx, "add accounts", fmt.Sprintf(seed, t.Accounts, funds)); err != nil {
		return err
	}
	err = t.db.QueryRowContext(ctx, "SELECT min(id), (SELECT max(id) FROM transfers) FROM accounts WHERE owner IS NOT NULL").
		Scan(&t.account, &t.seeded)
	if err != nil {
		return fault.During("read accounts", err)
	}
	return nil
}
