package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

const defaultDockerHost = "unix:///var/run/docker.sock"

// openDaemon asks the daemon for what docker save writes, by one HTTP request. The daemon package of
// go-containerregistry would bring the Docker client with its dependencies for the same
// request, and it keeps the whole image in memory or asks for it once per layer.
func openDaemon(ctx context.Context, image, temporary string) ([]candidate, error) {
	if image == "" {
		return nil, errors.New("docker-daemon: needs the name of an image")
	}
	file := filepath.Join(temporary, "image.tar")
	if err := save(ctx, cmp.Or(os.Getenv("DOCKER_HOST"), defaultDockerHost), withTag(image), file); err != nil {
		return nil, fmt.Errorf("docker daemon: %w", err)
	}
	return openArchive(ctx, file, "", temporary)
}

// withTag adds the default tag: without a tag, the daemon would save all images of that name.
func withTag(image string) string {
	last := image[strings.LastIndex(image, "/")+1:]
	if strings.ContainsAny(last, ":@") {
		return image
	}
	return image + ":latest"
}

func save(ctx context.Context, host, image, file string) (err error) {
	client, base, err := newClient(host)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	// The slashes of a name are part of the path, as in the Docker client.
	address := base + "/images/" + strings.ReplaceAll(url.PathEscape(image), "%2F", "/") + "/get"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("saving %s from %s: %w", image, host, err)
	}
	defer response.Body.Close() // An error of reading was seen before.
	if response.StatusCode != http.StatusOK {
		message, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
		return fmt.Errorf("saving %s from %s: %s: %s", image, host, response.Status, strings.TrimSpace(string(message)))
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := io.Copy(f, response.Body); err != nil {
		return fmt.Errorf("saving %s from %s: %w", image, host, err)
	}
	return nil
}

// newClient returns a client for a value of DOCKER_HOST, and what its URLs start with.
func newClient(host string) (*http.Client, string, error) {
	scheme, address, _ := strings.Cut(host, "://")
	switch {
	case address == "":
	case scheme == "unix":
		transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", address)
		}}
		return &http.Client{Transport: transport}, "http://docker", nil
	case (scheme == "tcp" || scheme == "http") && os.Getenv("DOCKER_TLS_VERIFY") == "":
		return &http.Client{}, "http://" + strings.TrimSuffix(address, "/"), nil
	}
	return nil, "", fmt.Errorf("DOCKER_HOST %q: accepted are unix://PATH, and without TLS tcp://HOST:PORT and http://HOST:PORT", host)
}
