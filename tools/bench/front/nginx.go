// Package front runs what stands before the bank, and between it and its database, when it is larger
// than one process.
package front

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"example.com/simplebank/libs/daemon"
)

// nginxConfiguration has the folder, the address and the servers. Who is not root has it ignore the
// user.
const nginxConfiguration = `
daemon off;
user root;
worker_processes 1;
pid %[1]s/pid;
events { worker_connections 4096; }
http {
	access_log off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	keepalive_requests 1000000;
	upstream bank {
		%[3]s
		keepalive 512;
		keepalive_requests 1000000;
	}
	server {
		listen %[2]s;
		location / {
			proxy_pass http://bank;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_set_header Host $host;
			proxy_set_header X-Forwarded-For $remote_addr;
			proxy_next_upstream off;
		}
	}
}
`

// Nginx is a running nginx that gives requests to servers in turn.
type Nginx struct {
	Address string // host:port

	*process
}

// StartNginx starts nginx before servers, which are host:port. Call Stop in the end.
func StartNginx(ctx context.Context, servers []string) (*Nginx, error) {
	program, err := exec.LookPath("nginx")
	if err != nil {
		return nil, errors.New("there is no nginx: apt-get install nginx-light")
	}
	address, err := daemon.FreeAddress()
	if err != nil {
		return nil, err
	}
	var upstream []string
	for _, s := range servers {
		upstream = append(upstream, "server "+s+" max_fails=0;")
	}
	p, err := start(ctx, "nginx", address, func(folder, file string) (string, *exec.Cmd) {
		content := fmt.Sprintf(nginxConfiguration, folder, address, strings.Join(upstream, "\n\t\t"))
		return content, exec.Command(program, "-c", file, "-e", "stderr")
	})
	if err != nil {
		return nil, err
	}
	return &Nginx{Address: address, process: p}, nil
}

// process is a running program with a folder of its own.
type process struct {
	folder string
	daemon *daemon.Daemon
}

// start runs a program that listens at the address with a configuration, which is made for a folder
// and kept in a file in it.
func start(ctx context.Context, name, address string, configure func(folder, file string) (content string, cmd *exec.Cmd)) (*process, error) {
	folder, err := os.MkdirTemp("", "bench-"+name+"-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for %s: %w", name, err)
	}
	file := filepath.Join(folder, "configuration")
	content, cmd := configure(folder, file)
	if err := errors.Join(os.Chmod(folder, 0o755), os.WriteFile(file, []byte(content), 0o644)); err != nil {
		return nil, errors.Join(fmt.Errorf("configure %s: %w", name, err), os.RemoveAll(folder))
	}
	d, err := daemon.Start(ctx, cmd, daemon.Listens(address))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return &process{folder: folder, daemon: d}, nil
}

// Stop ends the program and removes its files.
func (p *process) Stop() error { return errors.Join(p.daemon.Stop(), os.RemoveAll(p.folder)) }
