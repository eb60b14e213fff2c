package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/growth"
	"example.com/simplebank/tools/bench/report"
)

// measureGrowth is bench growth.
func measureGrowth(ctx context.Context, c growthCommand, stdout, stderr io.Writer) (err error) {
	program, remove, err := findBank(ctx, c.bank)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	result, err := growth.Run(ctx, bank.Program(program), c.options, stderr)
	if err != nil {
		return err
	}
	if findings := result.Findings(); len(findings) > 0 {
		return worthless(findings)
	}
	if err := report.Growth(stdout, result); err != nil {
		return err
	}
	return write(c.json, result, report.JSON)
}

// worthless is the error of figures of a bank that was wrong.
func worthless(findings []string) error {
	return fmt.Errorf("the figures are worth nothing, as the bank was wrong:\n%s", strings.Join(findings, "\n"))
}
