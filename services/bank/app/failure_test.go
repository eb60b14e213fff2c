package app_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"example.com/simplebank/services/bank/app"
	"example.com/simplebank/services/bank/banktest"
	"example.com/simplebank/services/bank/config"
)

// TestFailureDuringShutdownDelay is of a server that fails while it waits to
// stop: there is nothing left to wait for.
func TestFailureDuringShutdownDelay(t *testing.T) {
	c := config.Server{ShutdownDelay: config.Delay(10 * time.Second)}
	for _, err := range []error{
		c.Source.UnmarshalText([]byte("postgres://bank@127.0.0.1:1/bank?sslmode=disable")),
		c.Address.UnmarshalText([]byte("127.0.0.1:0")),
		c.TokenKey.UnmarshalText([]byte(banktest.TokenKey)),
		c.LedgerKey.UnmarshalText([]byte(banktest.LedgerKey)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	a, err := app.New(t.Context(), c, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	cancel()
	time.Sleep(100 * time.Millisecond)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		if err == nil {
			t.Error("Run returned no error")
		}
	case <-time.After(5 * time.Second):
		t.Error("Run waits for the end of the delay")
	}
}
