package checks

import (
	"bytes"
	"fmt"
	"regexp"

	"example.com/simplebank/tools/tidy/repo"
)

// The patterns are put together here so that they do not find themselves.
var (
	// A path counts when it is absolute: a folder of such a name inside
	// another is nobody's machine. nonroot is the user of minimal images.
	machinePath = regexp.MustCompile(`(?:^|[^\w./})~-])(/(?:` + "work" + `|` + "root" + `|` + "home" + `/[\w.-]+)/)`)
	imageHome   = "/" + "home/nonroot/"

	registryHost = regexp.MustCompile(`\b(?:` +
		"proxy" + `\.golang\.org|` +
		"sum" + `\.golang\.org|` +
		"deb" + `\.debian\.org|` +
		"registry" + `\.npmjs\.org)\b`)
)

// Paths finds what ties the repository to one machine or one network: paths
// below somebody's home and the hosts of package registries, which everyone
// sets outside.
func Paths(r *repo.Repo) ([]repo.Finding, error) {
	var found []repo.Finding
	for _, f := range r.Files {
		data, err := r.Read(f.Path)
		if err != nil {
			return nil, err
		}
		if !repo.IsText(data) {
			continue
		}
		number := 0
		for line := range bytes.Lines(data) {
			number++
			for _, match := range machinePath.FindAllSubmatch(line, -1) {
				if name := string(match[1]); name != imageHome {
					found = append(found, repo.Finding{
						Path: f.Path, Line: number,
						Message: fmt.Sprintf("names the path %s of a machine", name),
						Fix:     "name it relative to the repository, or let the environment say it",
					})
				}
			}
			for _, host := range registryHost.FindAll(line, -1) {
				found = append(found, repo.Finding{
					Path: f.Path, Line: number,
					Message: fmt.Sprintf("names the package registry %s", host),
					Fix:     "leave it to the configuration of the machine",
				})
			}
		}
	}
	return found, nil
}
