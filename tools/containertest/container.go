package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"example.com/simplebank/libs/dockerrun"
)

// container is one that may run, in the Docker daemon.
type container struct{ name, image string }

func newContainer(image string) container { return container{name: newName(), image: image} }

func newName() string { return "simplebank-containertest-" + strings.ToLower(rand.Text()) }

// setup is what a container is given.
type setup struct {
	environment map[string]string
	secrets     string // the volume of them, or none
}

// with returns the setup with one more variable.
func (s setup) with(variable, value string) setup {
	s.environment = maps.Clone(s.environment)
	s.environment[variable] = value
	return s
}

// arguments returns those for docker, and its own environment, which has the values:
// arguments can be seen by every user.
func (s setup) arguments() (arguments, environment []string) {
	for name, value := range s.environment {
		arguments = append(arguments, "--env", name)
		environment = append(environment, name+"="+value)
	}
	if s.secrets != "" {
		arguments = append(arguments, "--volume", s.secrets+":"+secretsFolder+":ro")
	}
	return arguments, environment
}

// makeVolume makes a volume with what is in a folder of this machine. The daemon may
// not see the folder: it may be on another machine.
func makeVolume(ctx context.Context, image, name, folder string) (err error) {
	if _, err := docker(ctx, nil, "", "volume", "create", name); err != nil {
		return err
	}
	c := container{name: name, image: image}
	defer c.remove()
	if _, err := docker(ctx, nil, "", "create", "--name", c.name, "--volume", name+":"+secretsFolder, image); err != nil {
		return err
	}
	_, err = docker(ctx, nil, "", "cp", folder+"/.", c.name+":"+secretsFolder)
	return err
}

// start runs the image's default command.
func (c container) start(ctx context.Context, s setup) error {
	arguments, environment := s.arguments()
	all := slices.Concat([]string{"run", "--detach", "--name", c.name, "--network", "host"}, dockerrun.FewestRights(), arguments, []string{c.image})
	_, err := docker(ctx, environment, "", all...)
	return err
}

// runImage runs a command of the program in the image to its end, and returns what
// it prints. With nothing it has no network either.
func runImage(ctx context.Context, image string, s setup, stdin string, command ...string) (string, error) {
	network := "host"
	if s.environment == nil {
		network = "none"
	}
	arguments, environment := s.arguments()
	all := slices.Concat([]string{"run", "--rm", "--interactive", "--network", network}, dockerrun.FewestRights(), arguments, []string{image}, command)
	output, err := docker(ctx, environment, stdin, all...)
	if err != nil {
		return "", fmt.Errorf("bank %s: %w", command[0], err)
	}
	return output, nil
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
