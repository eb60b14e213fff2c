package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// cache is an HTTP cache as Bazel takes one: GET and PUT by name. It is nginx with WebDAV.
type cache struct {
	url    string
	nginx  *exec.Cmd
	exited chan error
}

// configuration has the folder and the address.
const configuration = `
daemon off;
pid %[1]s/pid;
error_log %[1]s/error.log;
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

func startCache(ctx context.Context, folder string) (_ *cache, err error) {
	program, err := exec.LookPath("nginx")
	if err != nil {
		return nil, errors.New("there is no nginx for the shared cache: apt-get install nginx-light")
	}
	// Started as root, nginx has workers of another user.
	if err := errors.Join(os.MkdirAll(filepath.Join(folder, "files"), 0o777), os.Chmod(filepath.Join(folder, "files"), 0o777), os.Chmod(filepath.Dir(folder), 0o755)); err != nil {
		return nil, fmt.Errorf("make a folder for the cache: %w", err)
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, configuration, folder, address), 0o644); err != nil {
		return nil, fmt.Errorf("configure nginx: %w", err)
	}
	c := &cache{url: "http://" + address, nginx: exec.Command(program, "-c", file, "-e", filepath.Join(folder, "error.log")), exited: make(chan error, 1)}
	c.nginx.Stderr = os.Stderr
	c.nginx.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.nginx.Start(); err != nil {
		return nil, fmt.Errorf("start nginx: %w", err)
	}
	go func() { c.exited <- c.nginx.Wait() }()
	if err := c.await(ctx); err != nil {
		return nil, errors.Join(err, c.stop())
	}
	return c, nil
}

// await returns when the cache keeps what it is given.
func (c *cache) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodPut, c.url+"/ac/probe", http.NoBody)
		if err != nil {
			return fmt.Errorf("try the cache: %w", err)
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusCreated {
				return nil
			}
			err = fmt.Errorf("PUT is answered with %s", response.Status)
		}
		select {
		case exit := <-c.exited:
			c.exited <- exit
			return fmt.Errorf("nginx has ended: %w", exit)
		case <-ctx.Done():
			return fmt.Errorf("try the cache: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (c *cache) stop() error {
	_ = c.nginx.Process.Signal(syscall.SIGTERM) // an error means that it has ended
	if err := <-c.exited; err != nil {
		return fmt.Errorf("stop nginx: %w", err)
	}
	return nil
}

// freeAddress returns one that nobody listens on.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("look for a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}
