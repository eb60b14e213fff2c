package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// container is one that may run, in the Docker daemon.
type container struct{ name, image string }

func newContainer(image string) container {
	return container{name: "simplebank-containertest-" + strings.ToLower(rand.Text()), image: image}
}

// fewest are as few rights as there can be.
var fewest = []string{"--read-only", "--user", "65532", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"}

// start runs the image's default command.
func (c container) start(ctx context.Context, environment map[string]string) error {
	names, values := pass(environment)
	args := slices.Concat([]string{"run", "--detach", "--name", c.name, "--network", "host"}, fewest, names, []string{c.image})
	_, err := docker(ctx, values, "", args...)
	return err
}

// runImage runs a command of the program in the image to its end, and returns what
// it prints. Without an environment it has no network.
func runImage(ctx context.Context, image string, environment map[string]string, stdin string, command ...string) (string, error) {
	network := "host"
	if environment == nil {
		network = "none"
	}
	names, values := pass(environment)
	args := slices.Concat([]string{"run", "--rm", "--interactive", "--network", network}, fewest, names, []string{image}, command)
	output, err := docker(ctx, values, stdin, args...)
	if err != nil {
		return "", fmt.Errorf("bank %s: %w", command[0], err)
	}
	return output, nil
}

// pass returns arguments for docker that name the variables, and their values for
// docker's own environment: arguments can be seen by every user.
func pass(environment map[string]string) (names, values []string) {
	for name, value := range environment {
		names = append(names, "--env", name)
		values = append(values, name+"="+value)
	}
	return names, values
}

// awaitHealthy returns when the image's own healthcheck succeeds.
func (c container) awaitHealthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		_, healthErr := docker(ctx, nil, "", "exec", c.name, "/app/bank", "healthcheck")
		if healthErr == nil {
			return nil
		}
		running, err := docker(ctx, nil, "", "inspect", "--format", "{{.State.Running}}", c.name)
		if err == nil && running != "true" {
			return fmt.Errorf("the container has ended: %w", healthErr)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the container does not become healthy: %w", healthErr)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// wait returns the exit code when the container has ended.
func (c container) wait(ctx context.Context) (string, error) {
	return docker(ctx, nil, "", "wait", c.name)
}

// log returns what the container has written, also after ctx has been cancelled.
func (c container) log() string {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	log, err := exec.CommandContext(ctx, "docker", "logs", c.name).CombinedOutput()
	if err != nil {
		return fmt.Sprintf("%s(%v)", log, err)
	}
	return string(log)
}

// remove leaves nothing of the container, running or not.
func (c container) remove() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	// An older daemon fails if the container was never made, and so it may be.
	if _, err := docker(ctx, nil, "", "rm", "--force", "--volumes", c.name); err != nil && !strings.Contains(err.Error(), "No such container") {
		fmt.Fprintln(os.Stderr, err)
	}
}

// docker runs one of its commands and returns the trimmed output.
func docker(ctx context.Context, environment []string, stdin string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "docker", args...)
	command.Stdin = strings.NewReader(stdin)
	command.Env = append(os.Environ(), environment...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("docker %s: %w: %s", args[0], err, bytes.TrimSpace(append(output, stderr.Bytes()...)))
	}
	return string(bytes.TrimSpace(output)), nil
}
