package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"

	"example.com/simplebank/libs/postgres/throwaway"
)

// startPostgres starts a throwaway cluster. Where PostgreSQL is not installed, root gets Debian's.
func startPostgres(ctx context.Context) (*throwaway.Cluster, error) {
	fmt.Println("Starting a throwaway PostgreSQL.")
	cluster, err := throwaway.Start(ctx, throwaway.Options{})
	if !errors.Is(err, throwaway.ErrNotInstalled) || os.Geteuid() != 0 {
		return cluster, err
	}
	aptGet, lookErr := exec.LookPath("apt-get")
	if lookErr != nil {
		return nil, err
	}
	fmt.Println("There is none: installing Debian's.")
	for _, args := range [][]string{
		{"-qq", "update"},
		{"-qq", "install", "--yes", "--no-install-recommends", "postgresql"},
	} {
		install := exec.CommandContext(ctx, aptGet, args...)
		install.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if output, err := install.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", install, err, output)
		}
	}
	return throwaway.Start(ctx, throwaway.Options{})
}

// checkFree says early, and clearly, that the address is in use.
func checkFree(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("%w (end what listens there, or: tools/bazel run //tools/demo -- --address HOST:PORT)", err)
	}
	return listener.Close()
}
