package throwaway

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// stopTimeout is how long a server may take to shut down before it is killed.
const stopTimeout = 10 * time.Second

// process is a program that ends with us at the latest.
type process struct {
	cmd    *exec.Cmd
	output bytes.Buffer
	done   chan struct{} // closed when the program has ended and err is set
	err    error
}

// start runs the program in dir. It gets a process group of its own, so that
// Ctrl-C in a terminal goes to us alone and we stop it in order.
func start(as account, dir, program string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(program, args...), done: make(chan struct{})}
	p.cmd.Dir = dir
	p.cmd.Env = []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH")}
	p.cmd.Stdout, p.cmd.Stderr = &p.output, &p.output
	p.cmd.SysProcAttr = &syscall.SysProcAttr{
		Credential: as.credential,
		Setpgid:    true,
		// SIGQUIT makes the server end its children and itself at once.
		Pdeathsig: syscall.SIGQUIT,
	}
	started := make(chan error)
	go func() {
		// The signal comes when the parent thread dies, not the process: this
		// thread must live as long as the program.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.err = p.cmd.Wait()
			close(p.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("run %s: %w", program, err)
	}
	return p, nil
}

// runToEnd runs the program and waits for it to succeed.
func runToEnd(ctx context.Context, as account, dir, program string, args ...string) error {
	p, err := start(as, dir, program, args...)
	if err != nil {
		return err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		p.stop()
		return fmt.Errorf("run %s: %w", program, ctx.Err())
	}
	if p.err != nil {
		return fmt.Errorf("run %s: %w; its output:\n%s", program, p.err, p.log())
	}
	return nil
}

// stop ends the program and waits until it has: orderly if it does so in time,
// else by killing its process group.
func (p *process) stop() {
	// SIGINT is PostgreSQL's fast shutdown. Errors mean that it has ended.
	_ = p.cmd.Process.Signal(os.Interrupt)
	select {
	case <-p.done:
	case <-time.After(stopTimeout):
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.done
	}
}

// log returns what the program, which must have ended, has printed.
func (p *process) log() string { return p.output.String() }
