package api

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"
	"unicode"

	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

// rowTime is RFC 3339 with as many digits as the database has.
const rowTime = "2006-01-02T15:04:05.000000Z"

// statementRows returns a statement as docs/statements.md has it. One that does
// not add up ends in an error, and has no closing balance.
func statementRows(currency money.Currency, s postgres.Statement, lines iter.Seq2[postgres.Line, error]) iter.Seq2[[]string, error] {
	total := func(kind string, at time.Time, balance money.Amount) []string {
		return []string{kind, at.Format(rowTime), "", "", "", "", balance.Decimal(currency), string(currency)}
	}
	return func(yield func([]string, error) bool) {
		header := []string{"type", "time", "transfer_id", "counterparty_account_id", "reference", "amount", "balance", "currency"}
		if !yield(header, nil) || !yield(total("opening", s.Period.From, s.Opening), nil) {
			return
		}
		balance := s.Opening
		for line, err := range lines {
			if err == nil && line.Balance-line.Amount != balance {
				err = fmt.Errorf("the entry %d of account %d does not follow a balance of %d", line.ID, s.AccountID, balance)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			balance = line.Balance
			row := []string{
				"entry", line.CreatedAt.Format(rowTime),
				strconv.FormatInt(line.TransferID, 10), strconv.FormatInt(line.CounterpartyID, 10),
				defuse(line.Reference), line.Amount.Decimal(currency), balance.Decimal(currency), string(currency),
			}
			if !yield(row, nil) {
				return
			}
		}
		if balance != s.Closing {
			yield(nil, fmt.Errorf("the statement of account %d ends with %d, not %d", s.AccountID, balance, s.Closing))
			return
		}
		yield(total("closing", s.Period.To, s.Closing), nil)
	}
}

// beginsFormula are the characters at which a spreadsheet takes a cell for a
// formula, in whatever width, and the one that keeps it from that.
const beginsFormula = "=+-@＝＋－＠'"

// defuse puts an apostrophe before what a spreadsheet could take for the beginning
// of a formula: at the start of the text, and after each semicolon, at which some
// begin another cell. To take one apostrophe away at these places restores it.
func defuse(text string) string {
	var b strings.Builder
	begins := true
	for _, r := range text {
		if begins && strings.ContainsRune(beginsFormula, r) {
			b.WriteByte('\'')
		}
		begins = r == ';' || begins && (unicode.IsSpace(r) || r == '"')
		b.WriteRune(r)
	}
	return b.String()
}
