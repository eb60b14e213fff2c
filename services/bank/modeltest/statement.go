package modeltest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// readStatement reads a statement as CSV. Which column is which its first row
// tells.
func readStatement(text []byte) (Statement, error) {
	var s Statement
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return s, err
	}
	if len(rows) < 3 {
		return s, fmt.Errorf("%d rows", len(rows))
	}
	columns := map[string]int{}
	for i, name := range rows[0] {
		columns[name] = i
	}
	for i, row := range rows[1:] {
		// A decimal without its point is the number of minor units.
		number := func(name string) int64 {
			n, numberErr := strconv.ParseInt(strings.Replace(row[columns[name]], ".", "", 1), 10, 64)
			if numberErr != nil {
				err = fmt.Errorf("row %d: %w", i+1, numberErr)
			}
			return n
		}
		switch kind := row[columns["type"]]; {
		case i == 0 && kind == "opening":
			s.Opening = number("balance")
		case i == len(rows)-2 && kind == "closing":
			s.Closing = number("balance")
		case kind == "entry":
			at, timeErr := time.Parse(time.RFC3339Nano, row[columns["time"]])
			if timeErr != nil {
				return s, timeErr
			}
			s.Entries = append(s.Entries, Line{
				TransferID: number("transfer_id"), CounterpartyID: number("counterparty_account_id"),
				Amount: number("amount"), Balance: number("balance"), CreatedAt: at,
			})
		default:
			return s, fmt.Errorf("row %d is of type %q", i+1, kind)
		}
	}
	return s, err
}
