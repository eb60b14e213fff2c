package command

import (
	"context"
	"fmt"

	"example.com/simplebank/libs/transparency"
)

var ledgerKey = subcommand{
	name:      "ledger-key",
	arguments: "NAME [--json]",
	summary:   "make a new key for the log of transfers",
	help: func() string {
		return "NAME, such as ledger.bank.example, is what the log is called in checkpoints and receipts.\n" +
			"The signer's key is a secret, for LEDGER_KEY. The verifier's is for everybody: with it\n" +
			"\"bank verify-receipt\" verifies.\n"
	},
	json: true,
	run: func(_ context.Context, p Program, args []string) error {
		if len(args) != 1 {
			return usageError{"it takes one argument: the name of the log"}
		}
		signer, verifier, err := transparency.GenerateKey(args[0])
		if err != nil {
			return usageError{err.Error()}
		}
		if p.json {
			return p.printJSON(struct {
				Signer   string `json:"signer"`
				Verifier string `json:"verifier"`
			}{signer, verifier})
		}
		fmt.Fprintf(p.Stdout, "signer    %s\nverifier  %s\n", signer, verifier)
		return nil
	},
}
