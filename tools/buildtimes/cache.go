package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	"example.com/simplebank/libs/daemon"
)

// configuration of nginx as an HTTP cache that Bazel takes, GET and PUT by name, has the folder and the
// address. Who is not root has it ignore the user.
const configuration = `
daemon off;
user root;
pid %[1]s/pid;
events {}
http {
	access_log off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	server {
		listen %[2]s;
		root %[1]s/files;
		dav_methods PUT;
		create_full_put_path on;
		client_max_body_size 0;
	}
}
`

// startCache starts an HTTP cache with its files in a folder, and returns its URL.
func startCache(ctx context.Context, folder string) (_ *daemon.Daemon, url string, err error) {
	program, err := exec.LookPath("nginx")
	if err != nil {
		return nil, "", errors.New("there is no nginx for the shared cache: apt-get install nginx-light")
	}
	files := filepath.Join(folder, "files")
	if err := os.MkdirAll(files, 0o755); err != nil {
		return nil, "", fmt.Errorf("make a folder for the cache: %w", err)
	}
	address, err := daemon.FreeAddress()
	if err != nil {
		return nil, "", err
	}
	file := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, configuration, folder, address), 0o644); err != nil {
		return nil, "", fmt.Errorf("configure nginx: %w", err)
	}
	url = "http://" + address
	d, err := daemon.Start(ctx, exec.Command(program, "-c", file, "-e", "stderr"), func(ctx context.Context) error { return keeps(ctx, url) })
	return d, url, err
}

// keeps returns nil if the cache keeps what it is given.
func keeps(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, url+"/ac/probe", http.NoBody)
	if err != nil {
		return fmt.Errorf("try the cache: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("try the cache: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("try the cache: PUT is answered with %s", response.Status)
	}
	return nil
}
