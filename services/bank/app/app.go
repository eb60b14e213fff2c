// Package app puts the parts of the bank together and runs them.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/services/bank/api"
	"example.com/simplebank/services/bank/config"
)

const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	// requestTimeout bounds the work on one request, waits for locks and for a
	// database that hangs included.
	requestTimeout = 15 * time.Second
	// writeTimeout covers reading the body and all work on the request too.
	writeTimeout = 45 * time.Second
	idleTimeout  = 2 * time.Minute
	maxHeader    = 16 << 10 // bytes

	// shutdownTimeout is how long requests in flight may take to finish: more
	// than any may, and with the longest delay before it less than the 30
	// seconds after which Kubernetes kills.
	shutdownTimeout = 18 * time.Second
)

// App is the running bank.
type App struct {
	config   config.Server
	log      *slog.Logger
	store    *postgres.Store
	api      *api.API
	server   *http.Server
	listener net.Listener
}

// New makes everything ready to run: it migrates the database if the
// configuration says so, and listens. Unless it has to migrate, the database
// may be unreachable; the app is then not ready until it is. Call Close in the
// end.
func New(ctx context.Context, c config.Server, log *slog.Logger) (*App, error) {
	if c.MigrateOnStart {
		if err := migrate(ctx, c, log); err != nil {
			return nil, err
		}
	}
	store, err := postgres.Open(c.Source.Reveal(), requestTimeout)
	if err != nil {
		return nil, err
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", c.Address.String())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("listen for HTTP: %w", err), store.Close())
	}
	handler := api.New(api.Options{
		Store:           store,
		RequestTimeout:  requestTimeout,
		TokenKey:        c.TokenKey,
		AccessLifetime:  time.Duration(c.AccessDuration),
		RefreshLifetime: time.Duration(c.RefreshDuration),
		Log:             log,
	})
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	return &App{config: c, log: log, store: store, api: handler, server: server, listener: listener}, nil
}

// Run serves until the context is cancelled, and then stops in order: it
// reports not ready for as long as the configuration says, closes the listener,
// and waits for the requests in flight. It is an error if those take too long.
func (a *App) Run(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- a.server.Serve(a.listener) }()
	go a.removeExpired(ctx)
	a.log.InfoContext(ctx, "listening", slog.String("address", a.listener.Addr().String()))

	select {
	case err := <-failed:
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
	}

	a.log.InfoContext(ctx, "stopping")
	a.api.Drain()
	select {
	case err := <-failed:
		return fmt.Errorf("serve HTTP: %w", err)
	case <-time.After(time.Duration(a.config.ShutdownDelay)):
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := a.server.Shutdown(stopping); err != nil {
		return fmt.Errorf("wait for requests in flight: %w", err)
	}
	a.log.InfoContext(ctx, "stopped")
	return nil
}

// Close cuts off what still runs and closes the database.
func (a *App) Close() error {
	err := a.server.Close()
	// Where Run was not called, the server does not know the listener.
	if closeErr := a.listener.Close(); closeErr != nil && !errors.Is(closeErr, net.ErrClosed) {
		err = errors.Join(err, closeErr)
	}
	return errors.Join(err, a.store.Close())
}
