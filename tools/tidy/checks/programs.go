package checks

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"example.com/simplebank/tools/tidy/linked"
	"example.com/simplebank/tools/tidy/repo"
)

// linkedPackages maps each service to the packages of its program.
func linkedPackages(r *repo.Repo, binaries map[string]string) (map[string][]string, error) {
	services := services(r)
	for service := range binaries {
		if !slices.Contains(services, service) {
			return nil, fmt.Errorf("a binary is given for %s, which is no service", service)
		}
	}
	tmp, err := os.MkdirTemp("", "tidy-")
	if err != nil {
		return nil, fmt.Errorf("make a directory for programs: %w", err)
	}
	defer os.RemoveAll(tmp)
	packages := map[string][]string{}
	for _, service := range services {
		binary := binaries[service]
		if binary == "" {
			binary = filepath.Join(tmp, path.Base(service))
			if err := buildProgram(r, service, binary); err != nil {
				return nil, err
			}
		}
		if packages[service], err = linked.Packages(binary); err != nil {
			return nil, err
		}
	}
	return packages, nil
}

// services returns the directories of the services. Each has its program there.
func services(r *repo.Repo) []string {
	var dirs []string
	for _, f := range r.GoFiles() {
		service := unit(path.Dir(f.Path))
		if strings.HasPrefix(service, "services/") && !slices.Contains(dirs, service) {
			dirs = append(dirs, service)
		}
	}
	return dirs
}

// buildProgram builds as the images do, and for what they run on, so that the
// list is the same on every machine.
func buildProgram(r *repo.Repo, dir, out string) error {
	tags, ldflags, err := buildEnv(r)
	if err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-trimpath", "-tags="+tags, "-ldflags="+ldflags, "-o", out, "./"+dir)
	cmd.Dir = r.Dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", dir, err, bytes.TrimSpace(output))
	}
	return nil
}
