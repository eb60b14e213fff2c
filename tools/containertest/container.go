package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// container is one that may run, in the Docker daemon.
type container struct{ name, image string }

func newContainer(image string) container {
	return container{name: "simplebank-containertest-" + strings.ToLower(rand.Text()), image: image}
}

// start runs the image's default command with as few rights as there can be.
func (c container) start(ctx context.Context, environment map[string]string) error {
	args := []string{"run", "--detach", "--name", c.name, "--network", "host",
		"--read-only", "--user", "65532", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"}
	// Values go through docker's own environment: arguments can be seen by every user.
	var values []string
	for name, value := range environment {
		args = append(args, "--env", name)
		values = append(values, name+"="+value)
	}
	_, err := docker(ctx, values, append(args, c.image)...)
	return err
}

// awaitHealthy returns when the image's own healthcheck succeeds.
func (c container) awaitHealthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		_, healthErr := docker(ctx, nil, "exec", c.name, "/app/bank", "healthcheck")
		if healthErr == nil {
			return nil
		}
		running, err := docker(ctx, nil, "inspect", "--format", "{{.State.Running}}", c.name)
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
func (c container) wait(ctx context.Context) (string, error) { return docker(ctx, nil, "wait", c.name) }

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
	if _, err := docker(ctx, nil, "rm", "--force", "--volumes", c.name); err != nil && !strings.Contains(err.Error(), "No such container") {
		fmt.Fprintln(os.Stderr, err)
	}
}

// docker runs one of its commands and returns the trimmed output.
func docker(ctx context.Context, environment []string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "docker", args...)
	command.Env = append(os.Environ(), environment...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("docker %s: %w: %s", args[0], err, bytes.TrimSpace(append(output, stderr.Bytes()...)))
	}
	return string(bytes.TrimSpace(output)), nil
}
