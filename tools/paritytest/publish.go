package main

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

var pushedDigest = regexp.MustCompile(`@(sha256:[0-9a-f]{64})`)

// publish pushes both builds to a registry, and verifies what is there with the proof of make parity.
func publish(ctx context.Context, w *workplace) (string, error) {
	if _, err := w.command(ctx, "tools/parity"); err != nil {
		return "", err
	}
	address, stop, err := startRegistry(ctx, w)
	if err != nil {
		return "", fmt.Errorf("starting a registry: %w", err)
	}
	defer stop()
	digests := map[string]string{}
	for _, from := range []string{"bazel", "docker"} {
		repository := address + "/from-" + from
		written, err := w.command(ctx, "make", "--silent", "publish", "FROM="+from, "REPOSITORY="+repository, "TAG=v1")
		if err != nil {
			return "", err
		}
		matches := pushedDigest.FindAllStringSubmatch(written, -1)
		if len(matches) == 0 {
			return "", fmt.Errorf("make publish FROM=%s printed no digest:\n%s", from, tail([]byte(written)))
		}
		digests[from] = matches[len(matches)-1][1]
		if written, err := w.command(ctx, "go", "run", "./tools/imageparity", "verify", "out/parity.json", "--image", repository+":v1"); err != nil {
			return "", fmt.Errorf("what was pushed from %s does not verify: %w", from, err)
		} else if !strings.Contains(written, digests[from]) {
			return "", fmt.Errorf("what was pushed from %s is %s, but verified was\n%s", from, digests[from], written)
		}
	}
	if digests["bazel"] != digests["docker"] {
		return "", fmt.Errorf("pushed from bazel %s, from docker %s", digests["bazel"], digests["docker"])
	}
	return "both builds were pushed as " + digests["bazel"], nil
}

// startRegistry runs go-containerregistry's registry on a port of loopback.
func startRegistry(ctx context.Context, w *workplace) (address string, stop func(), err error) {
	program := filepath.Join(w.folder, "registry")
	if _, err := w.command(ctx, "go", "build", "-o", program, "github.com/google/go-containerregistry/cmd/registry"); err != nil {
		return "", nil, err
	}
	registry := exec.CommandContext(ctx, program, "-port", "0")
	stderr, err := registry.StderrPipe()
	if err != nil {
		return "", nil, err
	}
	if err := registry.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = registry.Process.Kill()
		_ = registry.Wait()
	}
	serving := regexp.MustCompile(`serving on port (\d+)`)
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if match := serving.FindStringSubmatch(lines.Text()); match != nil {
			go func() {
				for lines.Scan() { // It logs every request, and would stop at a full pipe.
				}
			}()
			return "127.0.0.1:" + match[1], stop, nil
		}
	}
	stop()
	return "", nil, fmt.Errorf("it does not serve: %w", lines.Err())
}
