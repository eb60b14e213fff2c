package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/money"
)

const password = "correct horse"

// checkReplicas has money moved by two replicas, each step at the other one, and
// lets the program in the image prove what came of it.
func checkReplicas(ctx context.Context, image string, database *database, verifier string, addresses [2]string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for _, address := range addresses {
		for _, path := range []string{"/readyz", "/", "/docs", "/openapi.json", "/ledger/checkpoint"} {
			if err := request(ctx, http.MethodGet, "http://"+address+path, ""); err != nil {
				return err
			}
		}
	}
	if err := signUp(ctx, addresses[0], "alice", "bob", "banker"); err != nil {
		return err
	}
	if _, err := runImage(ctx, image, database.owner(), "", "user", "role", "banker", "banker"); err != nil {
		return err
	}
	var people [2]struct{ alice, bob, banker *client.Client }
	for i, address := range addresses {
		for name, who := range map[string]**client.Client{"alice": &people[i].alice, "bob": &people[i].bob, "banker": &people[i].banker} {
			var err error
			if *who, err = logIn(ctx, address, name); err != nil {
				return err
			}
			defer (*who).Close()
		}
	}
	here, there := people[0], people[1]

	from, err := here.alice.CreateAccount(ctx, money.USD)
	if err != nil {
		return err
	}
	to, err := there.bob.CreateAccount(ctx, money.USD)
	if err != nil {
		return err
	}
	if _, err := here.banker.Deposit(ctx, from.ID, 10_000); err != nil {
		return err
	}
	order := client.Order{FromAccountID: from.ID, ToAccountID: to.ID, Amount: 1000, Currency: money.USD}
	sent, err := here.alice.Transfer(ctx, order, client.WithKey("once"))
	if err != nil {
		return err
	}
	again, err := there.alice.Transfer(ctx, order, client.WithKey("once"))
	if err != nil {
		return err
	}
	if again.Transfer.ID != sent.Transfer.ID {
		return fmt.Errorf("one idempotency key moved money at both replicas, as transfers %d and %d", sent.Transfer.ID, again.Transfer.ID)
	}
	done("a transfer, sent to both replicas with one key, was made once")

	held, err := here.alice.Reserve(ctx, order, time.Hour)
	if err != nil {
		return err
	}
	posted, err := there.alice.Post(ctx, held.Transfer.ID, 600, client.Note{Reference: "in part"})
	if err != nil {
		return err
	}
	if _, err := here.bob.Reverse(ctx, posted.Transfer.ID, client.Note{}); err != nil {
		return err
	}
	leg := client.Leg{FromAccountID: from.ID, ToAccountID: to.ID, Amount: 50}
	if _, err := there.alice.TransferBatch(ctx, client.Batch{Currency: money.USD, Legs: []client.Leg{leg, leg}}); err != nil {
		return err
	}
	got, err := here.alice.GetAccount(ctx, from.ID)
	if err != nil {
		return err
	}
	const want = 10_000 - 1000 - 2*50
	if got.Balance != want || got.Available != want {
		return fmt.Errorf("the account has the balance %d with %d available, both should be %d", got.Balance, got.Available, want)
	}
	done("reserved at one replica, posted at the other, reversed at the first; a batch; the balance is right")

	receipt, err := there.bob.GetReceipt(ctx, sent.Transfer.ID)
	if err != nil {
		return err
	}
	proven, err := runImage(ctx, image, setup{}, string(receipt), "verify-receipt", "-", "--key", verifier)
	if err != nil {
		return err
	}
	done("the image verifies the receipt, without a network: %s", strings.ReplaceAll(proven, "\n", "; "))

	// Not what a receipt of another transfer's amount would say.
	forged := strings.Replace(string(receipt), `1000`, `9000`, 1)
	if _, err := runImage(ctx, image, setup{}, forged, "verify-receipt", "-", "--key", verifier); err == nil {
		return errors.New("the image takes a forged receipt for valid")
	}
	report, err := runImage(ctx, image, database.owner(), "", "audit", "--quiet")
	if err != nil {
		return err
	}
	done("bank audit, beside the two: %s", report[strings.LastIndex(report, "\n")+1:])
	return nil
}

func signUp(ctx context.Context, address string, names ...string) error {
	c, err := client.New("http://"+address, client.Options{})
	if err != nil {
		return err
	}
	defer c.Close()
	for _, name := range names {
		user := client.NewUser{Username: name, Password: password, FullName: name, Email: name + "@example.com"}
		if _, err := c.CreateUser(ctx, user); err != nil {
			return fmt.Errorf("sign %s up: %w", name, err)
		}
	}
	return nil
}

func logIn(ctx context.Context, address, name string) (*client.Client, error) {
	c, err := client.New("http://"+address, client.Options{})
	if err != nil {
		return nil, err
	}
	if _, err := c.LogIn(ctx, name, password); err != nil {
		c.Close()
		return nil, fmt.Errorf("log %s in at %s: %w", name, address, err)
	}
	return c, nil
}
