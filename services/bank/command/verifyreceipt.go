package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/transparency"
)

// maxReceipt is many times what a receipt has, in bytes.
const maxReceipt = 1 << 20

var verifyReceipt = subcommand{
	name:      "verify-receipt",
	arguments: "FILE --key KEY [--json]",
	summary:   "verify the receipt for a transfer in FILE (- for standard input), without the bank",
	help: func() string {
		return "KEY is the verifier's key that the bank publishes, or several with commas\n" +
			"between. The exit status is 0 if the receipt is valid, 1 if it is not, 2 if it could not be looked at.\n"
	},
	json: true,
	flags: func(p *Program, flags *flag.FlagSet) {
		flags.StringVar(&p.key, "key", "", "the verifier's `KEY`, or several with commas between")
	},
	run: func(_ context.Context, p Program, args []string) error {
		if len(args) != 1 || p.key == "" {
			return usageError{"it takes one argument, the file with the receipt, and --key"}
		}
		keys, err := parseVerifiers(p.key)
		if err != nil {
			return err
		}
		text, err := readProof(args[0])
		if err != nil {
			return couldNotLookError{err}
		}
		receipt, err := transparency.ParseReceipt(text)
		var tree tlog.Tree
		if err == nil {
			tree, err = receipt.Verify(keys)
		}
		if err != nil {
			return errors.Join(fmt.Errorf("the receipt is not valid: %w", err), p.printInvalid(err))
		}
		if p.json {
			return p.printJSON(newVerified(receipt, tree))
		}
		return printVerified(p.Stdout, receipt, tree)
	},
}

// parseVerifiers reads what --key says.
func parseVerifiers(text string) (keys transparency.Verifiers, err error) {
	if keys.UnmarshalText([]byte(text)) != nil {
		return nil, usageError{"--key must be a verifier's key such as bank ledger-key prints, NAME+HASH+..."}
	}
	return keys, nil
}

// readProof reads a file with a receipt or a checkpoint.
func readProof(path string) ([]byte, error) {
	file := os.Stdin
	if path != "-" {
		var err error
		if file, err = os.Open(path); err != nil {
			return nil, err // "open PATH: what is wrong"
		}
		defer file.Close()
	}
	text, err := io.ReadAll(io.LimitReader(file, maxReceipt+1))
	if err != nil {
		return nil, err // "read PATH: what is wrong"
	}
	if len(text) > maxReceipt {
		return nil, fmt.Errorf("read %s: it has more than %d bytes, which no receipt has", path, maxReceipt)
	}
	return text, nil
}

// verified is the result for programs.
type verified struct {
	Valid              bool           `json:"valid"`
	Error              string         `json:"error,omitempty"` // why it is not valid; then there is nothing else
	TransferID         int64          `json:"transfer_id,omitempty"`
	FromAccountID      int64          `json:"from_account_id,omitempty"`
	ToAccountID        int64          `json:"to_account_id,omitempty"`
	Amount             money.Amount   `json:"amount,omitempty"`
	Currency           money.Currency `json:"currency,omitempty"`
	ReversesTransferID int64          `json:"reverses_transfer_id,omitempty"`
	PostsTransferID    int64          `json:"posts_transfer_id,omitempty"`
	Reference          string         `json:"reference,omitempty"`
	Metadata           string         `json:"metadata,omitempty"`
	CreatedAt          *time.Time     `json:"created_at,omitempty"`
	LeafIndex          *int64         `json:"leaf_index,omitempty"`
	TreeSize           int64          `json:"tree_size,omitempty"`
	RootHash           string         `json:"root_hash,omitempty"`
	Log                string         `json:"log,omitempty"`
}

func newVerified(r transparency.Receipt, tree tlog.Tree) verified {
	l := r.Leaf
	return verified{
		Valid:              true,
		TransferID:         l.TransferID,
		FromAccountID:      l.FromAccountID,
		ToAccountID:        l.ToAccountID,
		Amount:             l.Amount,
		Currency:           l.Currency,
		ReversesTransferID: l.ReversesTransferID,
		PostsTransferID:    l.PostsTransferID,
		Reference:          l.Reference,
		Metadata:           l.Metadata,
		CreatedAt:          &l.CreatedAt,
		LeafIndex:          &r.LeafIndex,
		TreeSize:           tree.N,
		RootHash:           tree.Hash.String(),
		Log:                r.Log(),
	}
}

func (p Program) printInvalid(why error) error {
	if !p.json {
		return nil
	}
	return p.printJSON(verified{Error: why.Error()})
}

// printVerified says what the receipt proves.
func printVerified(w io.Writer, r transparency.Receipt, tree tlog.Tree) error {
	l := r.Leaf
	fmt.Fprintf(w, "The receipt is valid: the log of %s has transfer %d.\n\n", printable(r.Log()), l.TransferID)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name, format string, args ...any) {
		fmt.Fprintf(table, "  %s\t%s\n", name, fmt.Sprintf(format, args...))
	}
	line("amount", "%s", leafAmount(l))
	line("from", "account %d", l.FromAccountID)
	line("to", "account %d", l.ToAccountID)
	line("at", "%s", l.CreatedAt.Format("2006-01-02 15:04:05.000000 UTC"))
	if l.ReversesTransferID != 0 {
		line("reverses", "transfer %d", l.ReversesTransferID)
	}
	if l.PostsTransferID != 0 {
		line("posts", "pending transfer %d", l.PostsTransferID)
	}
	if l.Reference != "" {
		line("reference", "%s", printable(l.Reference))
	}
	if l.Metadata != "" {
		line("metadata", "%s", printable(l.Metadata))
	}
	line("place", "leaf %d, counted from 0, of the %d that were in the log when it was signed", r.LeafIndex, tree.N)
	line("root", "%s", tree.Hash)
	if err := table.Flush(); err != nil {
		return fault.During("print what is proven", err)
	}
	return nil
}

// leafAmount says an amount of a currency that this program does not know in
// minor units.
func leafAmount(l transparency.Leaf) string {
	currency, err := money.ParseCurrency(string(l.Currency))
	if err != nil {
		return fmt.Sprintf("%d minor units of %s", l.Amount, printable(string(l.Currency)))
	}
	return l.Amount.Format(currency)
}
