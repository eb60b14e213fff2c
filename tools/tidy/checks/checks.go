// Package checks holds what the repository demands of its own files. Each check
// is a function from the repository to findings, in a file of its own.
package checks

import "example.com/simplebank/tools/tidy/repo"

// A Check looks for one kind of fault. Its error means that it could not look.
type Check struct {
	Name string
	Run  func(*repo.Repo) ([]repo.Finding, error)
}

// Options say what the checks have at hand besides the files.
type Options struct {
	// Binaries maps the directory of a service to its program. The program of
	// a service that is not here is built with the Go tool.
	Binaries map[string]string
	// Gazelle is the gazelle executable.
	Gazelle string
	// GoTool is whether the checks that need a Go SDK run. Bazel runs them as
	// a part of the build.
	GoTool bool
}

// All returns the checks that run with these options.
func All(o Options) []Check {
	all := []Check{
		{"text", Text},
		{"paths", Paths},
		{"gofmt", Gofmt},
		{"buildifier", Buildifier},
		{"imports", Imports},
		{"docs", Docs},
		{"compressed", Compressed},
		{"versions", Versions},
		{"visibility", Visibility},
		{"shellcheck", Shellcheck},
		{"linked", func(r *repo.Repo) ([]repo.Finding, error) { return Linked(r, o.Binaries) }},
	}
	if len(o.Binaries) > 0 {
		all = append(all, Check{"resolved", func(r *repo.Repo) ([]repo.Finding, error) { return Resolved(r, o.Binaries) }})
	}
	if o.Gazelle != "" {
		all = append(all, Check{"gazelle", func(r *repo.Repo) ([]repo.Finding, error) { return Gazelle(r, o.Gazelle) }})
	}
	if o.GoTool {
		all = append(all, Check{"vet", Vet}, Check{"staticcheck", Staticcheck})
	}
	return all
}
