package bank

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

const (
	// startTimeout is how long a server may take until it is ready.
	startTimeout = 30 * time.Second
	// stopTimeout is how long it may take to stop: more than the bank gives its requests.
	stopTimeout = 30 * time.Second
)

const (
	// listens and listensForMetrics are what the log says with an address.
	listens           = "listening"
	listensForMetrics = "listening for Prometheus"
)

// Options says how a server is to run.
type Options struct {
	Source    string // of the database, for the service's role
	TokenKey  string
	LedgerKey string
	// Environment has NAME=value pairs besides, which win.
	Environment []string
}

// Server is a running "bank serve", in production, without limits.
type Server struct {
	Address string // host:port
	// Startup is how long the program took from its start until it was ready.
	Startup time.Duration

	cmd  *exec.Cmd
	dir  string // where the log is
	done chan struct{}
	err  error // once done is closed
}

// Serve starts a server and returns when it is ready. Call Stop in the end.
func (p Program) Serve(ctx context.Context, o Options) (_ *Server, err error) {
	dir, err := os.MkdirTemp("", "bench-bank-")
	if err != nil {
		return nil, fmt.Errorf("make a directory for the log of the bank: %w", err)
	}
	s := &Server{dir: dir, done: make(chan struct{})}
	// A file, and not a pipe, which would cost the load's process time.
	log, err := os.Create(s.log())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make the log of the bank: %w", err), os.RemoveAll(dir))
	}
	defer log.Close() // the server has it
	s.cmd = p.command(context.WithoutCancel(ctx), append([]string{
		"DB_SOURCE=" + o.Source,
		"TOKEN_SYMMETRIC_KEY=" + o.TokenKey,
		"LEDGER_KEY=" + o.LedgerKey,
		"HTTP_SERVER_ADDRESS=127.0.0.1:0",
		"ENVIRONMENT=production",
		"LOGIN_LIMIT_BY_USER=off",
		"LOGIN_LIMIT_BY_ADDRESS=off",
		"WRITE_LIMIT_BY_USER=off",
		"WRITE_LIMIT_BY_ADDRESS=off",
	}, o.Environment...), "serve")
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{
		Setpgid:   true, // Ctrl-C comes to us alone, and we stop it in order
		Pdeathsig: syscall.SIGKILL,
	}
	started := time.Now()
	if err := s.start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.awaitReady(ctx); err != nil {
		text, _ := os.ReadFile(s.log()) // only to explain the error
		return nil, errors.Join(fmt.Errorf("%w; its log:\n%s", err, text), s.Stop())
	}
	s.Startup = time.Since(started)
	return s, nil
}

func (s *Server) log() string { return filepath.Join(s.dir, "log") }

func (s *Server) start() error {
	started := make(chan error)
	go func() {
		// The signal at our death is sent when this thread ends.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := s.cmd.Start()
		started <- err
		if err == nil {
			s.err = s.cmd.Wait()
			close(s.done)
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start the bank: %w", err)
	}
	return nil
}

func (s *Server) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		ready, err := s.ready(ctx)
		if ready {
			return nil
		}
		select {
		case <-time.After(2 * time.Millisecond):
		case <-s.done:
			return fmt.Errorf("the bank has ended at once: %w", s.err)
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("wait for the bank: %w", ctx.Err()), err)
		}
	}
}

// ready asks the server, once it has said where it listens. The error says why it is not
// ready yet.
func (s *Server) ready(ctx context.Context) (bool, error) {
	if s.Address == "" {
		address, err := readAddress(s.log(), listens)
		if err != nil || address == "" {
			return false, err
		}
		s.Address = address
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.Address+"/readyz", nil)
	if err != nil {
		return false, fmt.Errorf("ask whether the bank is ready: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return false, fmt.Errorf("read whether the bank is ready: %w", err)
	}
	return response.StatusCode == http.StatusOK, nil
}

// Failures returns the first errors that the server has logged, at most so many.
func (s *Server) Failures(most int) ([]string, error) { return readFailures(s.log(), most) }

// Stop ends the server in order and removes its log.
func (s *Server) Stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // an error means that it has ended
	var err error
	select {
	case <-s.done:
		err = s.err
	case <-time.After(stopTimeout):
		_ = s.cmd.Process.Kill() // an error means that it has ended
		<-s.done
		err = fmt.Errorf("it does not stop within %s", stopTimeout)
	}
	if err != nil {
		err = fmt.Errorf("stop the bank: %w", err)
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}
