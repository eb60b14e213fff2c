package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/throwaway"
	"example.com/simplebank/libs/transparency"
)

const (
	// startTimeout is how long the bank may take to be ready.
	startTimeout = 30 * time.Second

	database = "postgres"
	// login is whom the bank connects as: not the owner of the tables.
	login = "bank"
)

// bank is the bank's server process.
type bank struct {
	url     string
	program string
	owner   string // the source of the database for the owner of the tables
	server  *exec.Cmd
	done    chan struct{} // closed when the server has ended and err is set
	err     error
}

// startBank sets up the database as the README says, and starts the server.
func startBank(ctx context.Context, program, address string, cluster *throwaway.Cluster) (*bank, error) {
	fmt.Println("Starting the bank.")
	b := &bank{
		url:     "http://" + address,
		program: program,
		owner:   cluster.Source(database),
		done:    make(chan struct{}),
	}
	if err := b.administer("migrate", "up"); err != nil {
		return nil, err
	}
	if err := cluster.CreateLogin(ctx, login, migration.ServiceRole); err != nil {
		return nil, err
	}
	ledgerKey, _, err := transparency.GenerateKey("demo")
	if err != nil {
		return nil, err
	}
	b.server = exec.Command(program, "serve")
	b.server.Env = append(os.Environ(),
		"DB_SOURCE="+cluster.SourceAs(login, database),
		"HTTP_SERVER_ADDRESS="+address,
		"ENVIRONMENT=development",
		// For the commands that are printed to work for a day.
		"ACCESS_TOKEN_DURATION=24h",
		"TOKEN_SYMMETRIC_KEY="+(rand.Text() + rand.Text())[:32],
		"LEDGER_KEY="+ledgerKey,
	)
	b.server.Stdout, b.server.Stderr = os.Stdout, os.Stderr
	b.server.SysProcAttr = &syscall.SysProcAttr{
		// Ctrl-C comes to us alone, and the bank is told before its database is.
		Setpgid:   true,
		Pdeathsig: syscall.SIGTERM,
	}
	started := make(chan error)
	go func() {
		// The signal at our death is sent when this thread ends.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := b.server.Start()
		started <- err
		if err == nil {
			b.err = b.server.Wait()
			close(b.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start the bank: %w", err)
	}
	return b, nil
}

// administer runs a subcommand of the bank as the owner of the tables.
func (b *bank) administer(args ...string) error {
	command := exec.Command(b.program, args...)
	command.Env = append(os.Environ(), "DB_SOURCE="+b.owner)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", command, err, output)
	}
	return nil
}

// stop ends the server in order.
func (b *bank) stop() error {
	_ = b.server.Process.Signal(syscall.SIGTERM) // an error means that it has ended
	<-b.done
	if b.err != nil {
		return fmt.Errorf("the bank: %w", b.err)
	}
	return nil
}

// awaitReady returns when the bank answers that it is ready.
func (b *bank) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		err := b.call(ctx, http.MethodGet, "/readyz", "", nil, nil)
		if err == nil {
			return nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-b.done:
			return fmt.Errorf("the bank has ended: %w", b.err)
		case <-ctx.Done():
			return fmt.Errorf("the bank is not ready after %s: %w", startTimeout, err)
		}
	}
}

// call makes a request with a JSON body, as the bearer of a token if there is one, and reads the answer.
func (b *bank) call(ctx context.Context, method, path, token string, body, answer any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, method, b.url+path, bytes.NewReader(content))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	received, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, received)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(received, answer); err != nil {
		return fmt.Errorf("%s %s: read the answer: %w", method, path, err)
	}
	return nil
}
