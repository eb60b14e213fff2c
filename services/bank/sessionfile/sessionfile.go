// Package sessionfile keeps the log-ins of the command line: one a server, in a file
// that only its user may read.
package sessionfile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/fault"
)

// Variable names the file where it is not where [Find] looks by default.
const Variable = "BANK_CONFIG"

// File is the file. It need not be there.
type File struct{ path string }

// content is what is in the file.
type content struct {
	Current  string                    `json:"current"` // the server of the newest log-in
	Sessions map[string]client.Session `json:"sessions"`
}

// Find returns the file of the user, or the one that the environment names.
func Find() (File, error) {
	if path := os.Getenv(Variable); path != "" {
		return File{path}, nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return File{}, fmt.Errorf("find the file of log-ins: %w (or name it in %s)", err, Variable)
	}
	return File{filepath.Join(dir, "simplebank", "session.json")}, nil
}

// Current returns the server of the newest log-in; none if empty.
func (f File) Current() (server string, err error) {
	c, err := f.read()
	return c.Current, err
}

// Session returns the session with a server, the zero Session if there is none.
func (f File) Session(server string) (client.Session, error) {
	c, err := f.read()
	return c.Sessions[key(server)], err
}

// Update has change make another session of the one with the server, and keeps it. One
// process at a time does. That the file can be written is known before change is
// called, which may spend what is in it.
func (f File) Update(ctx context.Context, server string, change func(client.Session) (client.Session, error)) (err error) {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return f.cannotKeep(err)
	}
	unlock, err := lock(ctx, f.path+".lock")
	if err != nil {
		return f.cannotKeep(err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	c, err := f.read()
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".*") // 0600
	if err != nil {
		return f.cannotKeep(err)
	}
	defer os.Remove(next.Name()) // unless it has become the file
	defer next.Close()

	server = key(server)
	kept := c.Sessions[server]
	changed, err := change(kept)
	if err != nil || changed == kept {
		return err
	}
	c.keep(server, changed)
	if err := write(next, c); err != nil {
		return f.cannotKeep(err)
	}
	if err := os.Rename(next.Name(), f.path); err != nil {
		return f.cannotKeep(err)
	}
	return nil
}

func (c *content) keep(server string, session client.Session) {
	if session.ID == "" {
		delete(c.Sessions, server)
		return
	}
	if c.Sessions == nil {
		c.Sessions = map[string]client.Session{}
	}
	if c.Sessions[server].ID != session.ID {
		c.Current = server
	}
	c.Sessions[server] = session
}

func (f File) read() (c content, err error) {
	file, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, fault.During("read the log-ins", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return c, fault.During("read the log-ins", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return c, fmt.Errorf("%s may be read by others, who could be you at the bank: chmod 600 it, or remove it and log in again", f.path)
	}
	if err := json.NewDecoder(file).Decode(&c); err != nil {
		return c, fmt.Errorf("%s is not a file of log-ins (%w): remove it and log in again", f.path, err)
	}
	return c, nil
}

// write writes the content to the disk, and not only to its cache: what it replaces
// is of no more use.
func write(file *os.File, c content) error {
	encoder := json.NewEncoder(file)
	encoder.SetIndent("", "  ")
	return errors.Join(encoder.Encode(c), file.Sync(), file.Close())
}

func (f File) cannotKeep(err error) error {
	return fmt.Errorf("keep the log-in in %s: %w (%s names another file)", f.path, err, Variable)
}

// key is how the file names a server.
func key(server string) string { return strings.TrimRight(server, "/") }
