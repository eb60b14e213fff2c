// Package daemon runs a server's program, such as nginx, for as long as a measurement needs it, and
// not longer than this process.
package daemon

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

const (
	// startTimeout is how long a server may take until it is ready.
	startTimeout = 10 * time.Second
	// stopTimeout is how long one may take to stop until it is killed.
	stopTimeout = 10 * time.Second
	// maxOutput is how much of a program's output is told, in bytes.
	maxOutput = 2000
)

// Daemon is a running program.
type Daemon struct {
	cmd    *exec.Cmd
	output bytes.Buffer
	exited chan struct{} // closed when the program has ended and err is set
	err    error
}

// Start runs the command, which must stay in the foreground, until Stop is called, and returns when
// ready returns nil. It has a process group of its own: Ctrl-C in a terminal comes to us alone, and
// we stop it in order.
func Start(ctx context.Context, cmd *exec.Cmd, ready func(context.Context) error) (*Daemon, error) {
	d := &Daemon{cmd: cmd, exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = &d.output, &d.output
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	started := make(chan error)
	go func() {
		// The signal at our death is sent when this thread ends.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			d.err = cmd.Wait()
			close(d.exited)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	if err := d.await(ctx, ready); err != nil {
		stopErr := d.Stop()
		return nil, errors.Join(fmt.Errorf("wait for %s: %w; its output:\n%s", cmd.Path, err, d.tail()), stopErr)
	}
	return d, nil
}

func (d *Daemon) await(ctx context.Context, ready func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-d.exited:
			return errors.New("it has ended at once")
		case <-ctx.Done():
			return err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Stop ends the program in order, or kills it. The error is how it ended, if that was not in order.
func (d *Daemon) Stop() error {
	// PgBouncer, for one, takes SIGTERM for an emergency. An error means that it has ended.
	_ = d.cmd.Process.Signal(os.Interrupt)
	select {
	case <-d.exited:
	case <-time.After(stopTimeout):
		_ = syscall.Kill(-d.cmd.Process.Pid, syscall.SIGKILL)
		<-d.exited
	}
	if d.err != nil {
		return fmt.Errorf("stop %s: %w; its output:\n%s", d.cmd.Path, d.err, d.tail())
	}
	return nil
}

// tail returns the end of what the program, which must have ended, has printed.
func (d *Daemon) tail() []byte {
	output := d.output.Bytes()
	return output[max(0, len(output)-maxOutput):]
}

// FreeAddress returns an address of this machine that nobody listens on just now.
func FreeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("look for a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// Listens returns what tells [Start] that somebody listens at the address.
func Listens(address string) func(context.Context) error {
	return func(ctx context.Context) error {
		var dialer net.Dialer
		connection, err := dialer.DialContext(ctx, "tcp", address)
		if err != nil {
			return err
		}
		return connection.Close()
	}
}
