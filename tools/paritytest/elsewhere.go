package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// otherUser is a user and group that no machine has by that number.
const otherUser = 54321

// elsewhere builds the copy in other circumstances than the checkout, and without any cache: the
// proof has to be the same.
//
// The clock is another one in that the build is a later one, and that the files of the copy have
// times of another century; the programs that build (Go, Bazel's own) cannot be shown another clock
// without setting the machine's.
func elsewhere(ctx context.Context, w *workplace) (string, error) {
	if _, err := w.commandIn(ctx, w.checkout, nil, "tools/parity"); err != nil {
		return "", err
	}
	here, err := subjects(w.checkout)
	if err != nil {
		return "", err
	}
	goEnv, err := output(ctx, w.checkout, "go", "env", "GOENV")
	if err != nil {
		return "", err
	}
	home := filepath.Join(w.folder, "home")
	w.environment = []string{
		// Bazel's and Go's caches, and Bazel's settings of the user's.
		"HOME=" + home,
		"XDG_CACHE_HOME=" + filepath.Join(home, ".cache"),
		// The mirror-only world, with its Debian root, its caches and its Docker daemon.
		"SIMPLEBANK_MIRROR_WORLD=" + filepath.Join(w.folder, "world"),
		// How this machine reaches its mirrors and its Docker daemon stays.
		"GOENV=" + goEnv,
		"DOCKER_CONFIG=" + filepath.Join(os.Getenv("HOME"), ".docker"),
		"TZ=Pacific/Kiritimati",
		"LC_ALL=C.UTF-8",
		"LANG=tr_TR.UTF-8",
	}
	w.isElsewhere = true
	if err := errors.Join(os.Mkdir(home, 0o755), w.age(), w.giveAway()); err != nil {
		return "", err
	}
	umask := syscall.Umask(0o027) // Also that of the command.
	_, err = w.command(ctx, "tools/parity", "--no-cache")
	syscall.Umask(umask)
	if err != nil {
		return "", err
	}
	there, err := subjects(w.copy)
	if err != nil {
		return "", err
	}
	if here != there {
		return "", fmt.Errorf("here the proof is of\n%s, elsewhere of\n%s", here, there)
	}
	varied := "another folder, umask and time zone, older files, "
	if os.Geteuid() == 0 {
		varied += "another user, "
	}
	return varied + "no caches, and the same digests: " + here, nil
}

// age gives the copied files the times of another century.
func (w *workplace) age() error {
	when := time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC)
	return filepath.WalkDir(w.copy, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.Name() == ".git" {
			return filepath.SkipDir
		}
		return os.Chtimes(path, when, when)
	})
}

// giveAway makes the copy another user's, if it is elsewhere and where that is allowed.
func (w *workplace) giveAway() error {
	if !w.isElsewhere || os.Geteuid() != 0 {
		return nil
	}
	return filepath.WalkDir(w.copy, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, otherUser, otherUser)
	})
}

// subjects returns the digests that a proof is about, of the index and of each image.
func subjects(checkout string) (string, error) {
	content, err := os.ReadFile(filepath.Join(checkout, "out", "parity.json"))
	if err != nil {
		return "", err
	}
	var statement struct {
		Subject []struct{ Digest struct{ SHA256 string } }
	}
	if err := json.Unmarshal(content, &statement); err != nil {
		return "", err
	}
	if len(statement.Subject) == 0 {
		return "", errors.New("the proof has no subject")
	}
	var digests []string
	for _, subject := range statement.Subject {
		digests = append(digests, subject.Digest.SHA256)
	}
	return strings.Join(digests, " "), nil
}
