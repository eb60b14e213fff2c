package command_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"example.com/simplebank/services/bank/banktest"
)

// openTerminal returns the two sides of a new pseudo-terminal: that of the person, and
// that of the program.
func openTerminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return person, program
}

// readUntil reads what the terminal shows up to the words.
func readUntil(t *testing.T, person io.Reader, words string) string {
	t.Helper()
	var shown bytes.Buffer
	for b := make([]byte, 1); !strings.HasSuffix(shown.String(), words); {
		if _, err := person.Read(b); err != nil {
			t.Fatalf("%v after %q, want %q", err, shown.String(), words)
		}
		shown.Write(b)
	}
	return shown.String()
}

// start runs the program at a terminal, where Ctrl-C reaches it.
func (c cli) start(t *testing.T, terminal *os.File, args ...string) *exec.Cmd {
	t.Helper()
	cmd := banktest.Command(t, c.env, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stuck := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() }) // it may have ended
	t.Cleanup(func() { stuck.Stop() })
	return cmd
}

func echoes(t *testing.T, terminal *os.File) bool {
	t.Helper()
	mode, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return mode.Lflag&unix.ECHO != 0
}

func TestPasswordAtATerminal(t *testing.T) {
	server := banktest.Start(t)
	c := newCLI(t, "http://"+server.Address)
	person, terminal := openTerminal(t)

	signup := c.start(t, terminal, "signup", "alice", "--full-name", "Alice", "--email", "alice@example.com")
	shown := readUntil(t, person, "New password: ")
	fmt.Fprintf(person, "%s\n", banktest.Password)
	shown += readUntil(t, person, "The same again: ")
	fmt.Fprintf(person, "%s\n", banktest.Password)
	shown += readUntil(t, person, "You are the user alice now.")
	if err := signup.Wait(); err != nil {
		t.Errorf("sign up: %v", err)
	}
	login := c.start(t, terminal, "login", "alice")
	shown += readUntil(t, person, "Password: ")
	fmt.Fprintf(person, "%s\n", banktest.Password)
	shown += readUntil(t, person, "Logged in to ")
	if err := login.Wait(); err != nil {
		t.Errorf("log in: %v", err)
	}
	if strings.Contains(shown, banktest.Password) {
		t.Errorf("the password is shown: %q", shown)
	}
	if !echoes(t, terminal) {
		t.Error("the terminal is left without an echo")
	}
}

func TestCtrlCWhileThePasswordIsTyped(t *testing.T) {
	person, terminal := openTerminal(t)
	login := newCLI(t, "http://127.0.0.1:1").start(t, terminal, "login", "alice")
	readUntil(t, person, "Password: ")
	if echoes(t, terminal) {
		t.Error("the password would show")
	}
	fmt.Fprint(person, "corr\x03")
	err := login.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("ended with %v, want status 1", err)
	}
	if !echoes(t, terminal) {
		t.Error("the terminal is left without an echo")
	}
}
