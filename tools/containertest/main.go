// Containertest runs an image of the bank in the Docker daemon, as it would be
// run in earnest, and tells whether it does what it is to do. It needs Linux (the
// container shares the host's network), a daemon and PostgreSQL's programs.
//
//	go run ./tools/containertest IMAGE
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"example.com/simplebank/libs/transparency"
)

const (
	maxImageBytes = 12_000_000
	startTimeout  = time.Minute
	stopTimeout   = 10 * time.Second
)

func main() {
	if len(os.Args) != 2 || strings.HasPrefix(os.Args[1], "-") {
		fmt.Fprintln(os.Stderr, "usage: containertest IMAGE\n\nRuns an image of the bank, such as simplebank/bank:docker, in the Docker daemon and checks it.")
		os.Exit(2)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	started := time.Now()
	if err := test(ctx, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "FAIL:", err)
		os.Exit(1)
	}
	fmt.Printf("PASS: %s, in %v\n", os.Args[1], time.Since(started).Round(time.Second/10))
}

func test(ctx context.Context, image string) error {
	if err := checkSize(ctx, image); err != nil {
		return err
	}
	if err := checkMissingConfiguration(ctx, image); err != nil {
		return err
	}
	return checkServing(ctx, image)
}

func done(format string, args ...any) { fmt.Printf("ok    "+format+"\n", args...) }

func checkSize(ctx context.Context, image string) error {
	if _, err := docker(ctx, nil, "", "image", "inspect", image); err != nil {
		return fmt.Errorf("%w\nIs a daemon running (tools/docker/daemon start), and has it the image (tools/docker/build, docker load)?", err)
	}
	save := exec.CommandContext(ctx, "docker", "save", image)
	var stderr bytes.Buffer
	save.Stderr = &stderr
	archive, err := save.StdoutPipe()
	if err != nil {
		return fmt.Errorf("docker save: %w", err)
	}
	if err := save.Start(); err != nil {
		return fmt.Errorf("docker save: %w", err)
	}
	size, sizeErr := layerBytes(archive)
	// What is left must be read, or docker would wait for ever.
	_, drainErr := io.Copy(io.Discard, archive)
	if err := save.Wait(); err != nil {
		return fmt.Errorf("docker save: %w: %s", err, &stderr)
	}
	if err := errors.Join(sizeErr, drainErr); err != nil {
		return fmt.Errorf("read image: %w", err)
	}
	if size > maxImageBytes {
		return fmt.Errorf("the image has %d bytes, %d are allowed", size, maxImageBytes)
	}
	done("size: %d bytes uncompressed, at most %d", size, maxImageBytes)
	return nil
}

func checkMissingConfiguration(ctx context.Context, image string) error {
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	c := newContainer(image)
	defer c.remove()
	if err := c.start(ctx, setup{environment: map[string]string{"TOKEN_SYMMETRIC_KEY": tokenKey()}}); err != nil {
		return err
	}
	code, err := c.wait(ctx)
	if err != nil {
		return fmt.Errorf("without DB_SOURCE the container should end at once: %w", err)
	}
	log := c.log()
	if code == "0" || !strings.Contains(log, "DB_SOURCE") {
		return fmt.Errorf("without DB_SOURCE the container should fail and name it, but it ended with code %s and the log:\n%s", code, log)
	}
	done("without DB_SOURCE it ends with code %s: %s", code, strings.TrimSpace(log))
	return nil
}

func checkServing(ctx context.Context, image string) (err error) {
	signer, verifier, err := transparency.GenerateKey("containertest")
	if err != nil {
		return err
	}
	database, err := startDatabase(ctx, image, signer)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.stop()) }()
	done("PostgreSQL started, with TLS")
	if err := prepare(ctx, image, database); err != nil {
		return err
	}

	var replicas [2]container
	var addresses, metrics [2]string
	for i := range replicas {
		httpAddress, httpErr := freeAddress()
		metricsAddress, metricsErr := freeAddress()
		if err := errors.Join(httpErr, metricsErr); err != nil {
			return err
		}
		addresses[i], metrics[i] = httpAddress, metricsAddress
		c := newContainer(image)
		replicas[i] = c
		defer c.remove()
		defer func() {
			if err != nil {
				err = fmt.Errorf("%w\nThe log of replica %d:\n%s", err, i+1, c.log())
			}
		}()
		started := time.Now()
		setup := database.service().with("HTTP_SERVER_ADDRESS", httpAddress).with("METRICS_ADDRESS", metricsAddress)
		if err := c.start(ctx, setup); err != nil {
			return err
		}
		if err := c.awaitHealthy(ctx); err != nil {
			return err
		}
		done("started on %s, healthy after %v: read-only, user 65532, no capabilities", addresses[i], time.Since(started).Round(time.Millisecond))
	}
	if err := checkReplicas(ctx, image, database, verifier, addresses); err != nil {
		return err
	}
	if err := checkSessions(ctx, addresses); err != nil {
		return err
	}
	if err := checkMetrics(ctx, metrics); err != nil {
		return err
	}
	for _, c := range replicas {
		if err := checkStop(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func checkStop(ctx context.Context, c container) error {
	stopped := time.Now()
	if _, err := docker(ctx, nil, "", "kill", "--signal", "TERM", c.name); err != nil {
		return err
	}
	waitCtx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	code, err := c.wait(waitCtx)
	if err != nil {
		return fmt.Errorf("SIGTERM did not end the container within %v: %w", stopTimeout, err)
	}
	if code != "0" {
		return fmt.Errorf("after SIGTERM the container ended with code %s, not 0", code)
	}
	done("SIGTERM ended it with code 0 after %v", time.Since(stopped).Round(time.Millisecond))
	return nil
}

func tokenKey() string {
	key := make([]byte, 16)
	_, _ = rand.Read(key) // Never fails.
	return hex.EncodeToString(key)
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// request fails unless the answer is 200.
func request(ctx context.Context, method, url, body string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, url, err)
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err // It names method and URL.
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s %s: read answer: %w", method, url, err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s: %s", method, url, response.Status, answer)
	}
	done("%s %s: %s, %d bytes", method, r.URL.Path, response.Status, len(answer))
	return nil
}
