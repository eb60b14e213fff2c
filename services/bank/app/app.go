// Package app puts the parts of the bank together and runs them.
package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/transparency"
	"example.com/simplebank/services/bank/api"
	"example.com/simplebank/services/bank/config"
	"example.com/simplebank/services/bank/console"
	"example.com/simplebank/services/bank/metrics"
	"example.com/simplebank/services/bank/sequencer"
)

const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	// requestTimeout bounds the work on one request, waits for locks and for a
	// database that hangs included.
	requestTimeout = 15 * time.Second
	// writeTimeout covers reading the body and all work on the request too.
	writeTimeout = 45 * time.Second
	// metricsWriteTimeout covers the longest profile.
	metricsWriteTimeout = metrics.MaxProfile + 15*time.Second
	idleTimeout         = 2 * time.Minute
	maxHeader           = 16 << 10 // bytes

	// shutdownTimeout is how long requests in flight may take to finish: more
	// than any may, and with the longest delay before it less than the 30
	// seconds after which Kubernetes kills.
	shutdownTimeout = 18 * time.Second
)

// App is the running bank.
type App struct {
	config  config.Server
	log     *slog.Logger
	store   *postgres.Store
	ledger  *sequencer.Sequencer
	api     *api.API
	public  *endpoint
	metrics *endpoint // nil for none
}

// New makes everything ready to run: it migrates the database if the
// configuration says so, and listens. Unless it has to migrate, the database
// may be unreachable; the app is then not ready until it is. The version is
// told to who asks for metrics. Call Close in the end.
func New(ctx context.Context, c config.Server, version string, log *slog.Logger) (_ *App, err error) {
	if c.MigrateOnStart {
		if err := migrate(ctx, c, log); err != nil {
			return nil, err
		}
	}
	store, err := postgres.Open(c.Source.Reveal(), requestTimeout)
	if err != nil {
		return nil, err
	}
	a := &App{config: c, log: log, store: store}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	var reads func() (standby, primary uint64)
	if c.ReadSource != (config.Source{}) {
		if err := store.ReadFrom(c.ReadSource.Reveal()); err != nil {
			return nil, err
		}
		reads = store.StandbyReads
	}
	pages, err := console.New()
	if err != nil {
		return nil, err
	}
	a.ledger = sequencer.New(store, transparency.Keys{Signer: c.LedgerKey, Trusted: c.LedgerTrusted}, log)
	transfer := store.TransferAtATime
	if c.GroupTransfers {
		transfer = store.NewGroupCommit().Transfer
	}
	counted := metrics.New(version, store.Pool, reads, a.ledger.Behind)
	a.api = api.New(api.Options{
		Store:           store,
		Transfer:        transfer,
		Ledger:          a.ledger,
		RequestTimeout:  requestTimeout,
		TokenKey:        c.TokenKey,
		AccessLifetime:  time.Duration(c.AccessDuration),
		RefreshLifetime: time.Duration(c.RefreshDuration),
		Limits: api.Limits{
			LoginsByUser:    c.LoginsByUser,
			LoginsByAddress: c.LoginsByAddress,
			WritesByUser:    c.WritesByUser,
			WritesByAddress: c.WritesByAddress,
		},
		TrustedProxies: c.TrustedProxies,
		Log:            log,
		Metrics:        counted,
		Console:        pages,
	})
	if a.public, err = listen(ctx, c.Address, a.api, writeTimeout, log); err != nil {
		return nil, fault.During("listen for HTTP", err)
	}
	if c.MetricsAddress == (config.Address{}) {
		return a, nil
	}
	if a.metrics, err = listen(ctx, c.MetricsAddress, counted.Handler(c.MetricsProfiles), metricsWriteTimeout, log); err != nil {
		return nil, fault.During("listen for Prometheus", err)
	}
	return a, nil
}

// Run serves until the context is cancelled, and then stops in order: it
// reports not ready for as long as the configuration says, closes the listener,
// waits for the requests in flight, and puts their transfers into the log.
// Metrics are told to the end.
func (a *App) Run(ctx context.Context) error {
	failed := make(chan error, 2)
	if a.metrics != nil {
		go func() { failed <- a.metrics.serve() }()
		a.log.InfoContext(ctx, "listening for Prometheus", slog.String("address", a.metrics.address()))
	}
	go func() { failed <- a.public.serve() }()
	go a.removeExpired(ctx)
	go a.checkStandby(ctx)
	serving, served := context.WithCancel(context.WithoutCancel(ctx))
	defer served()
	go a.ledger.Run(serving)
	a.log.InfoContext(ctx, "listening", slog.String("address", a.public.address()))

	select {
	case err := <-failed:
		return fault.During("serve HTTP", err)
	case <-ctx.Done():
	}

	a.log.InfoContext(ctx, "stopping")
	a.api.Drain()
	select {
	case err := <-failed:
		return fault.During("serve HTTP", err)
	case <-time.After(time.Duration(a.config.ShutdownDelay)):
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	switch err := a.public.server.Shutdown(stopping); {
	case errors.Is(err, context.DeadlineExceeded):
		// All work on requests has timed out before: these are callers that do not read their answers.
		a.log.WarnContext(ctx, "cutting off callers that do not read their answers")
	case err != nil:
		return fault.During("wait for requests in flight", err)
	default:
		if err := a.ledger.Extend(stopping); err != nil { // another replica does it, or the next start
			a.log.WarnContext(ctx, "the log of transfers lacks the last ones", slog.String("error", err.Error()))
		}
	}
	a.log.InfoContext(ctx, "stopped")
	return nil
}

// checkStandby warns of a standby that cannot be read from: nobody else would miss it.
func (a *App) checkStandby(ctx context.Context) {
	if err := a.store.CheckStandby(ctx); err != nil {
		a.log.WarnContext(ctx, "DB_READ_SOURCE is not read from, as long as it is so", slog.String("error", err.Error()))
	}
}

// Close cuts off what still runs and closes the database.
func (a *App) Close() error {
	return errors.Join(a.public.close(), a.metrics.close(), a.store.Close())
}
