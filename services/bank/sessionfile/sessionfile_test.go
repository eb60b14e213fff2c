package sessionfile_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/services/bank/sessionfile"
)

// newFile returns a file that is not there yet, and where it will be.
func newFile(t *testing.T) (sessionfile.File, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config", "session.json")
	t.Setenv(sessionfile.Variable, path)
	return find(t), path
}

func find(t *testing.T) sessionfile.File {
	t.Helper()
	f, err := sessionfile.Find()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func become(s client.Session) func(client.Session) (client.Session, error) {
	return func(client.Session) (client.Session, error) { return s, nil }
}

func TestUpdate(t *testing.T) {
	f, path := newFile(t)
	alice := client.Session{ID: "1", Username: "alice", AccessToken: "a", RefreshToken: "r", RefreshTokenExpiresAt: time.Unix(1e9, 0).UTC()}
	bob := client.Session{ID: "2", Username: "bob"}
	steps := []struct {
		server  string
		session client.Session
		current string
	}{
		{"http://a/", alice, "http://a"},
		{"http://b", bob, "http://b"},
		{"http://a", client.Session{ID: "1", Username: "alice", AccessToken: "renewed"}, "http://b"},
		{"http://b/", client.Session{}, "http://b"},
		{"http://a", alice, "http://b"},
	}
	for _, step := range steps {
		if err := f.Update(t.Context(), step.server, become(step.session)); err != nil {
			t.Fatal(err)
		}
		got, err := f.Session(step.server)
		if err != nil || got != step.session {
			t.Errorf("session %+v, %v; want %+v", got, err, step.session)
		}
		if current, err := f.Current(); err != nil || current != step.current {
			t.Errorf("current %q, %v; want %q", current, err, step.current)
		}
	}
	for p, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700 | os.ModeDir} {
		if info, err := os.Stat(p); err != nil || info.Mode() != want {
			t.Errorf("%s has mode %v, %v; want %v", p, info.Mode(), err, want)
		}
	}
	wantFiles(t, path)
}

// wantFiles checks that there is the file and its lock, and nothing else.
func wantFiles(t *testing.T, path string) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 2 || files[0].Name() != "session.json" || files[1].Name() != "session.json.lock" {
		t.Errorf("files %v, %v", files, err)
	}
}

// TestOneAtATime would lose counts if two were in Update at once.
func TestOneAtATime(t *testing.T) {
	f, path := newFile(t)
	var all sync.WaitGroup
	for range 25 {
		all.Go(func() {
			err := f.Update(t.Context(), "http://a", func(kept client.Session) (client.Session, error) {
				n, _ := strconv.Atoi(kept.RefreshToken) // the first is empty
				return client.Session{ID: "1", RefreshToken: strconv.Itoa(n + 1)}, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if s, err := f.Session("http://a"); err != nil || s.RefreshToken != "25" {
		t.Errorf("session %+v, %v", s, err)
	}
	wantFiles(t, path)
}

func TestWaitingEnds(t *testing.T) {
	f, _ := newFile(t)
	err := f.Update(t.Context(), "http://a", func(client.Session) (client.Session, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if err := find(t).Update(ctx, "http://a", become(client.Session{})); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a second one: %v", err)
		}
		return client.Session{}, errors.New("nothing came of it")
	})
	if err == nil || err.Error() != "nothing came of it" {
		t.Errorf("error %v", err)
	}
	if s, err := f.Session("http://a"); err != nil || s != (client.Session{}) {
		t.Errorf("session %+v, %v", s, err)
	}
}

// TestTokenIsNotSpentForNothing is of a file that cannot be written.
func TestTokenIsNotSpentForNothing(t *testing.T) {
	_, path := newFile(t)
	if err := os.WriteFile(filepath.Dir(path), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := find(t).Update(t.Context(), "http://a", func(client.Session) (client.Session, error) {
		t.Error("the session was changed")
		return client.Session{}, nil
	})
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), sessionfile.Variable) {
		t.Errorf("error %v", err)
	}
}

func TestFilesThatAreNotTaken(t *testing.T) {
	good, err := json.Marshal(map[string]any{"current": "http://a"})
	if err != nil {
		t.Fatal(err)
	}
	for words, file := range map[string]struct {
		content []byte
		mode    os.FileMode
	}{
		"chmod 600":                {good, 0o640},
		"may be read by others":    {good, 0o604},
		"not a file of log-ins":    {[]byte("{"), 0o600},
		"remove it and log in aga": {nil, 0o600},
	} {
		path := filepath.Join(t.TempDir(), "session.json")
		t.Setenv(sessionfile.Variable, path)
		if err := os.WriteFile(path, file.content, file.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, file.mode); err != nil { // whatever the umask
			t.Fatal(err)
		}
		if _, err := find(t).Session("http://a"); err == nil || !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v, want %q", err, words)
		}
	}
}

func TestWhereTheFileIs(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(sessionfile.Variable, "")
	t.Setenv("XDG_CONFIG_HOME", dir)
	if err := find(t).Update(t.Context(), "http://a", become(client.Session{ID: "1"})); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "simplebank", "session.json")); err != nil {
		t.Error(err)
	}
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "")
	if _, err := sessionfile.Find(); err == nil || !strings.Contains(err.Error(), sessionfile.Variable) {
		t.Errorf("without a home: %v", err)
	}
}
