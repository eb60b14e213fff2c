// Package terminal reads what nobody is to see from a terminal.
package terminal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"

	"example.com/simplebank/libs/fault"
)

// maxLine is the longest line that is read, in bytes: longer than any password.
const maxLine = 1 << 10

// Is reports whether the file is a terminal.
func Is(file *os.File) bool {
	_, err := unix.IoctlGetTermios(int(file.Fd()), getTermios)
	return err == nil
}

// ReadSecret reads a line, without its end. Where the input is a terminal it asks for
// it by the prompt, and what is typed does not show.
func ReadSecret(ctx context.Context, in *os.File, out io.Writer, prompt string) (string, error) {
	if !Is(in) {
		return readLine(in)
	}
	quiet, err := unix.IoctlGetTermios(int(in.Fd()), getTermios)
	if err != nil {
		return "", fault.During("ask the terminal how it is", err)
	}
	before := *quiet
	quiet.Lflag &^= unix.ECHO
	quiet.Lflag |= unix.ICANON | unix.ISIG
	if err := unix.IoctlSetTermios(int(in.Fd()), setTermios, quiet); err != nil {
		return "", fault.During("have the terminal not show the password", err)
	}
	fmt.Fprint(out, prompt)
	type line struct {
		text string
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := readLine(in)
		read <- line{text, err}
	}()
	var got line
	select {
	case got = <-read:
	case <-ctx.Done(): // Ctrl-C; what reads ends with the program
		got.err = ctx.Err()
	}
	fmt.Fprintln(out)
	return got.text, errors.Join(got.err, unix.IoctlSetTermios(int(in.Fd()), setTermios, &before))
}

// readLine reads to the end of a line and no further, for others to read on.
func readLine(in io.Reader) (string, error) {
	var line []byte
	for b := make([]byte, 1); len(line) <= maxLine; {
		n, err := in.Read(b)
		if n > 0 && b[0] == '\n' || errors.Is(err, io.EOF) {
			return string(bytes.TrimSuffix(line, []byte{'\r'})), nil
		}
		if err != nil {
			return "", fault.During("read a line", err)
		}
		line = append(line, b[:n]...)
	}
	return "", fmt.Errorf("the line is longer than %d bytes", maxLine)
}
