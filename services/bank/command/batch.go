package command

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

// maxBatchFile is the largest file of transfers, in bytes: many times what a batch may
// have.
const maxBatchFile = 16 << 20

// byteOrderMark is what spreadsheets put before UTF-8.
var byteOrderMark = []byte("\xef\xbb\xbf")

var transferBatch = subcommand{
	name:      "batch",
	arguments: "FILE",
	summary:   "make all transfers of a file, or none (- is standard input)",
	help: func() string {
		return `The file is CSV with --currency, or JSON as the API takes it. CSV has a head:

  from_account_id,to_account_id,amount,reference
  1,2,12.34,invoice 17

The reference may be left out. Amounts are as for "bank transfer"; in JSON they are in minor
units. A batch has 1 to 1000 transfers.
`
	},
	json: true,
	call: func(flags *flag.FlagSet) callFunc {
		currency := flags.String("currency", "", "the currency's `CODE` of a file of CSV, such as USD")
		key := keyFlag(flags)
		return func(ctx context.Context, p *Program, bank *remote, args []string) error {
			content, err := p.readFile(args[0])
			if err != nil {
				return err
			}
			batch, lines, err := parseBatch(content, *currency)
			if err != nil {
				return err
			}
			done, err := bank.TransferBatch(ctx, batch, key()...)
			var refused *client.Error
			if errors.As(err, &refused) && refused.Leg != nil && *refused.Leg < len(lines) {
				return fmt.Errorf("line %d: %w", lines[*refused.Leg], err)
			}
			if err != nil {
				return err
			}
			if p.json {
				return p.printJSON(done)
			}
			known := currencies{of: map[int64]money.Currency{}}
			for _, leg := range batch.Legs {
				known.of[leg.FromAccountID] = batch.Currency
			}
			return p.printTransfers(ctx, done.Transfers, known)
		}
	},
}

func (p *Program) readFile(name string) ([]byte, error) {
	file := p.Stdin
	if name != "-" {
		var err error
		if file, err = os.Open(name); err != nil {
			return nil, err
		}
		defer file.Close()
	}
	content, err := io.ReadAll(io.LimitReader(file, maxBatchFile+1))
	if err == nil && len(content) > maxBatchFile {
		err = fmt.Errorf("%s is larger than %d bytes", name, maxBatchFile)
	}
	return content, err
}

// parseBatch reads a file of transfers, and tells the line of each if it has lines.
func parseBatch(content []byte, currencyCode string) (batch client.Batch, lines []int, err error) {
	content = bytes.TrimPrefix(content, byteOrderMark)
	// What begins like JSON is meant to be, even if it is cut off.
	if start := bytes.TrimSpace(content); bytes.HasPrefix(start, []byte("{")) || bytes.HasPrefix(start, []byte("[")) {
		if currencyCode != "" {
			return batch, nil, usageError{"--currency goes with CSV: JSON tells the currency itself"}
		}
		if err := checkJSON(content); err != nil {
			return batch, nil, fault.During("read the transfers", err)
		}
		decoder := json.NewDecoder(bytes.NewReader(content))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&batch); err != nil {
			return batch, nil, fault.During("read the transfers", err)
		}
		return batch, nil, nil
	}
	if batch.Currency, err = money.ParseCurrency(currencyCode); err != nil {
		return batch, nil, usageError{"--currency, which CSV needs: " + err.Error()}
	}
	batch.Legs, lines, err = parseLegs(content, batch.Currency)
	return batch, lines, err
}

// checkJSON returns an error that tells the line, unless the text is one JSON value.
func checkJSON(text []byte) error {
	var value json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&value); errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the JSON is cut off: it ends in line %d, before it is complete", lineAt(text, len(text)))
	}
	var syntax *json.SyntaxError
	err := json.Unmarshal(text, &value)
	if errors.As(err, &syntax) {
		return fmt.Errorf("line %d: it is not JSON: %w", lineAt(text, int(syntax.Offset)), err)
	}
	return err
}

// lineAt returns the line, from 1, that a byte of the text is in.
func lineAt(text []byte, offset int) int {
	return 1 + bytes.Count(bytes.TrimRight(text[:offset], " \t\r\n"), []byte("\n"))
}

// isObject reports whether the text is a JSON object.
func isObject(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) && json.Valid(text)
}

func parseLegs(content []byte, currency money.Currency) (legs []client.Leg, lines []int, err error) {
	reader := csv.NewReader(bytes.NewReader(content))
	columns := []string{"from_account_id", "to_account_id", "amount", "reference"}
	head, err := reader.Read()
	if err != nil || !slices.Equal(head, columns) && !slices.Equal(head, columns[:3]) {
		return nil, nil, errors.New("the first line must be from_account_id,to_account_id,amount,reference or the first three of them")
	}
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return legs, lines, nil
		}
		if err != nil {
			return nil, nil, fault.During("read the transfers", err)
		}
		line, _ := reader.FieldPos(0)
		leg, err := parseLeg(row, currency)
		if err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", line, err)
		}
		legs, lines = append(legs, leg), append(lines, line)
	}
}

func parseLeg(row []string, currency money.Currency) (leg client.Leg, err error) {
	if leg.FromAccountID, err = strconv.ParseInt(row[0], 10, 64); err != nil {
		return leg, fmt.Errorf("from_account_id must be a whole number, not %q", row[0])
	}
	if leg.ToAccountID, err = strconv.ParseInt(row[1], 10, 64); err != nil {
		return leg, fmt.Errorf("to_account_id must be a whole number, not %q", row[1])
	}
	if leg.Amount, err = money.ParseAmount(row[2], currency); err != nil {
		return leg, fault.During("amount", err)
	}
	if len(row) > 3 {
		leg.Reference = row[3]
	}
	return leg, nil
}
