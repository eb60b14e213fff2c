package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	bank, err := client.New("https://bank.example.com", client.Options{UserAgent: "payroll/1.0"})
	if err != nil {
		log.Fatal(err)
	}
	defer bank.Close()
	if _, err := bank.LogIn(ctx, "alice", "correct horse"); err != nil {
		log.Fatal(err)
	}

	for account, err := range bank.ListAccounts(ctx, "") {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(account.ID, account.Balance.Format(account.Currency))
	}

	posting, err := bank.Transfer(ctx, client.Order{
		FromAccountID: 1,
		ToAccountID:   2,
		Amount:        1234, // 12.34 USD
		Currency:      money.USD,
		Note:          client.Note{Reference: "invoice 17"},
	})
	var refused *client.Error
	var unknown *client.OutcomeUnknownError
	switch {
	case errors.Is(err, fault.InsufficientFunds):
		fmt.Println("not enough money")
	case errors.As(err, &unknown): // before the next: what it is of may be an answer
		fmt.Println("to be asked again, with the key", unknown.Key)
	case errors.As(err, &refused):
		fmt.Println("refused:", refused.Message, "request", refused.RequestID)
	case err != nil:
		log.Fatal(err)
	default:
		fmt.Println("left:", posting.FromAccount.Balance.Format(money.USD))
	}
}

// A session that several programs share is changed under a lock, and kept before
// anybody else may use it.
func ExampleOptions_update() {
	lock := make(chan struct{}, 1) // such as a lock of a file
	kept := client.Session{}       // such as what is in that file
	_, err := client.New("https://bank.example.com", client.Options{
		Session: kept,
		Update: func(ctx context.Context, change func(client.Session) (client.Session, error)) error {
			select {
			case lock <- struct{}{}:
				defer func() { <-lock }()
			case <-ctx.Done():
				return ctx.Err()
			}
			next, err := change(kept)
			if err != nil {
				return err
			}
			kept = next
			return nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
}
