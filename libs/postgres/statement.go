package postgres

import (
	"context"
	"errors"
	"iter"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

// linesAtOnce is how many lines of a statement one query reads: some 100 kB.
const linesAtOnce = 1000

// Statement is what an account held at the beginning and at the end of a period.
type Statement struct {
	AccountID        int64
	Period           Period
	Opening, Closing money.Amount
	last             Position // of the last entry before the end
	settled          place    // where the log has all of it
}

// Statement returns the account's statement of a period with two bounds, and the
// lines in between, oldest first. These are read as they are asked for, and are
// the same whatever is booked meanwhile. A period that has yet to end is a
// fault.InvalidArgument error.
func (s *Store) Statement(ctx context.Context, accountID int64, period Period) (Statement, iter.Seq2[Line, error], error) {
	statement, err := s.statement(ctx, accountID, period)
	return statement, s.lines(ctx, statement), wrap("make statement", err)
}

func (s *Store) statement(ctx context.Context, accountID int64, period Period) (Statement, error) {
	statement := Statement{AccountID: accountID, Period: period}
	now, _, err := s.settle(ctx, accountID)
	if err != nil {
		return statement, err
	}
	if period.To.After(now) {
		return statement, fault.New(fault.InvalidArgument, "to must not be in the future")
	}
	const query = `
		SELECT balance, created_at, transfer_id FROM entries WHERE account_id = $1 AND created_at < $2
		ORDER BY created_at DESC, transfer_id DESC LIMIT 1`
	if statement.Opening, _, err = lastBalance(s.conn.QueryRowContext(ctx, query, accountID, period.From)); err != nil {
		return statement, err
	}
	statement.Closing, statement.last, err = lastBalance(s.conn.QueryRowContext(ctx, query, accountID, period.To))
	statement.settled = s.now(ctx)
	return statement, err
}

// lines reads the lines of a statement.
func (s *Store) lines(ctx context.Context, statement Statement) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		after := Position{At: statement.Period.From}
		for {
			var chunk []Line
			err := s.read(ctx, statement.settled, func(reader reader) (err error) {
				chunk, err = linesAfter(ctx, reader, statement, after)
				return err
			})
			if err != nil {
				yield(Line{}, wrap("read lines of statement", err))
				return
			}
			for _, line := range chunk {
				if !yield(line, nil) {
					return
				}
				after = line.Position()
			}
			if len(chunk) < linesAtOnce {
				return
			}
		}
	}
}

// endsWith reports whether the last line of the statement is there, or whether it has
// none.
func (s Statement) endsWith(last Position) bool {
	return last.ID == s.last.ID || s.last.At.Before(s.Period.From)
}

// linesAfter returns the next lines of a statement. No id is 0. It is an error if the
// last ones are not there.
func linesAfter(ctx context.Context, reader reader, statement Statement, after Position) ([]Line, error) {
	const query = selectLines + `account_id = $1 AND (created_at, transfer_id) > ($2, $3) AND (created_at, transfer_id) <= ($4, $5)
		ORDER BY created_at, transfer_id LIMIT $6`
	rows, err := reader.QueryContext(ctx, query,
		statement.AccountID, after.At, after.ID, statement.last.At, statement.last.ID, linesAtOnce)
	if err != nil {
		return nil, err
	}
	lines, err := scanAll(rows, scanLine)
	if err != nil || len(lines) == linesAtOnce {
		return lines, err
	}
	if len(lines) > 0 {
		after = lines[len(lines)-1].Position()
	}
	if !statement.endsWith(after) {
		return nil, errors.New("the last lines are not there")
	}
	return lines, nil
}
