// Command demo shows the bank at work: it starts a throwaway PostgreSQL and the bank on it, makes a
// demo user with money, prints commands to try, and takes everything away again on Ctrl-C.
//
//	demo --bank PROGRAM
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/bazelbuild/rules_go/go/runfiles"
)

func main() {
	program := flag.String("bank", "", "the program bank: a path, or a runfile's location")
	address := flag.String("address", "127.0.0.1:8080", "where the bank listens")
	flag.Parse()
	if *program == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, *program, *address); err != nil {
		fmt.Fprintf(os.Stderr, "demo: %v\n", err)
		os.Exit(1)
	}
}

// run serves until ctx is done; ending then is not an error.
func run(ctx context.Context, program, address string) (err error) {
	if _, statErr := os.Stat(program); statErr != nil {
		if program, err = runfiles.Rlocation(program); err != nil {
			return fmt.Errorf("find the bank: %w", err)
		}
	}
	if err := checkFree(address); err != nil {
		return err
	}
	cluster, err := startPostgres(ctx)
	if err != nil {
		return err
	}
	defer func() {
		fmt.Println("Stopping PostgreSQL and removing its files.")
		err = errors.Join(err, cluster.Stop())
	}()
	bank, err := startBank(ctx, program, address, cluster)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bank.stop()) }()

	story, err := tell(ctx, bank)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Print(story)
	select {
	case <-ctx.Done():
		fmt.Println("\nStopping the bank.")
		return nil
	case <-bank.done:
		return errors.New("the bank has ended by itself")
	}
}
