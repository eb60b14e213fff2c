package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"example.com/simplebank/services/bank/config"
)

// endpoint is an HTTP server and what it listens on.
type endpoint struct {
	server   *http.Server
	listener net.Listener
}

// listen returns an endpoint that listens at the address and is to serve by the
// handler, whose answers take no longer than the timeout.
func listen(
	ctx context.Context, address config.Address, handler http.Handler, writeTimeout time.Duration, log *slog.Logger,
) (*endpoint, error) {
	var l net.ListenConfig
	listener, err := l.Listen(ctx, "tcp", address.String())
	if err != nil {
		return nil, err
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	return &endpoint{server: server, listener: listener}, nil
}

func (e *endpoint) address() string { return e.listener.Addr().String() }

func (e *endpoint) serve() error { return e.server.Serve(e.listener) }

// close cuts off what still runs. There may be no endpoint.
func (e *endpoint) close() error {
	if e == nil {
		return nil
	}
	err := e.server.Close()
	// Where it never served, the server does not know the listener.
	if closeErr := e.listener.Close(); closeErr != nil && !errors.Is(closeErr, net.ErrClosed) {
		err = errors.Join(err, closeErr)
	}
	return err
}
