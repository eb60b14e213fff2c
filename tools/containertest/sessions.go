package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"example.com/simplebank/libs/client"
)

// checkSessions ends a session at one replica, which the other must know of at once,
// and tries passwords until it is too many.
func checkSessions(ctx context.Context, addresses [2]string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	here, err := logIn(ctx, addresses[0], "alice")
	if err != nil {
		return err
	}
	defer here.Close()
	there, err := logIn(ctx, addresses[1], "alice")
	if err != nil {
		return err
	}
	defer there.Close()
	ended, err := there.EndOtherSessions(ctx)
	if err != nil {
		return err
	}
	if _, err := here.ListSessions(ctx); !refused(err, http.StatusUnauthorized) {
		return errors.Join(fmt.Errorf("a session that was ended at one replica goes on at the other"), err)
	}
	done("%d sessions ended at one replica, and at once at the other", ended.Ended)

	// One attempt: a client that waits as it is told to tries on for as long as it may.
	stranger, err := client.New("http://"+addresses[0], client.Options{Attempts: 1})
	if err != nil {
		return err
	}
	defer stranger.Close()
	const most = 100
	for range most {
		if _, err := stranger.LogIn(ctx, "bob", "wrong password"); !refused(err, http.StatusUnauthorized) {
			var refusal *client.Error
			if !errors.As(err, &refusal) || refusal.Status != http.StatusTooManyRequests || refusal.RetryAfter <= 0 {
				return errors.Join(errors.New("who tries many passwords should be told to wait"), err)
			}
			done("who tries many passwords is told to wait %v", refusal.RetryAfter)
			return nil
		}
	}
	return fmt.Errorf("%d wrong passwords, and nobody minds", most)
}

// refused reports whether the bank has answered with the status.
func refused(err error, status int) bool {
	var refusal *client.Error
	return errors.As(err, &refusal) && refusal.Status == status
}
