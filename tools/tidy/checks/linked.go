package checks

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.com/simplebank/tools/tidy/repo"
)

const goldenHeader = `# The packages that the program of this service is made of, read from the program.
# A change here is a change of what ships, for a reviewer to see.
# Regenerate: go run ./tools/tidy --update
`

// golden returns where the packages of a service are listed.
func golden(service string) string { return service + "/linked_packages.txt" }

// Linked finds services whose program is made of other packages than the
// service's list says. It builds the programs that binaries does not have.
func Linked(r *repo.Repo, binaries map[string]string) ([]repo.Finding, error) {
	packages, err := linkedPackages(r, binaries)
	if err != nil {
		return nil, err
	}
	var found []repo.Finding
	for _, service := range slices.Sorted(maps.Keys(packages)) {
		name := golden(service)
		var listed []string
		if r.Has(name) {
			data, err := r.Read(name)
			if err != nil {
				return nil, err
			}
			listed = parseGolden(data)
		}
		if diff := difference(listed, packages[service]); diff != "" {
			found = append(found, repo.Finding{
				Path:    name,
				Message: "the program is made of other packages:\n" + diff,
				Fix:     "if that is wanted, run: go run ./tools/tidy --update",
			})
		}
	}
	return found, nil
}

// UpdateLinked writes the list of each service and returns their names.
func UpdateLinked(r *repo.Repo, binaries map[string]string) ([]string, error) {
	packages, err := linkedPackages(r, binaries)
	if err != nil {
		return nil, err
	}
	var written []string
	for _, service := range slices.Sorted(maps.Keys(packages)) {
		text := goldenHeader + strings.Join(packages[service], "\n") + "\n"
		name := golden(service)
		if err := os.WriteFile(filepath.Join(r.Dir, name), []byte(text), 0o644); err != nil {
			return nil, fmt.Errorf("update: %w", err)
		}
		written = append(written, name)
	}
	return written, nil
}

func parseGolden(data []byte) []string {
	var listed []string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			listed = append(listed, line)
		}
	}
	return listed
}

// difference returns a line for each package that only one of two lists has.
func difference(listed, actual []string) string {
	var diff strings.Builder
	for _, pkg := range actual {
		if !slices.Contains(listed, pkg) {
			fmt.Fprintf(&diff, "  + %s\n", pkg)
		}
	}
	for _, pkg := range listed {
		if !slices.Contains(actual, pkg) {
			fmt.Fprintf(&diff, "  - %s\n", pkg)
		}
	}
	return diff.String()
}
