package checks

import "example.com/simplebank/tools/tidy/repo"

// Versions finds a second place that says which Go or which Bazel is used. The
// first are go.mod and .bazelversion; an image has to repeat the Go version.
func Versions(r *repo.Repo) ([]repo.Finding, error) {
	_, goVersion, err := goModule(r)
	if err != nil {
		return nil, err
	}
	var found []repo.Finding
	for _, check := range []func(*repo.Repo) ([]repo.Finding, error){
		func(r *repo.Repo) ([]repo.Finding, error) { return dockerVersions(r, goVersion) },
		workflowVersions,
		sdkVersions,
		bazelVersions,
	} {
		more, err := check(r)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}
