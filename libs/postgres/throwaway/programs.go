package throwaway

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// debianPrograms matches the programs of every version that Debian installs
// side by side, off the PATH.
const debianPrograms = "/usr/lib/postgresql/*/bin"

// ErrNotInstalled says that PostgreSQL's programs were not found, and what to do.
var ErrNotInstalled = errors.New("no initdb and postgres on the PATH or in " + debianPrograms +
	": install PostgreSQL (Debian: apt-get install postgresql)")

// programs are the paths of the two programs that a cluster needs.
type programs struct{ initdb, postgres string }

// baseBackup returns the path of what a standby needs besides. It is installed with
// them; but what is on the PATH may be links to some of all programs.
func (p programs) baseBackup() (string, error) {
	installed, err := filepath.EvalSymlinks(p.postgres)
	if err != nil {
		return "", fmt.Errorf("find pg_basebackup: %w", err)
	}
	return filepath.Join(filepath.Dir(installed), "pg_basebackup"), nil
}

// findPrograms returns the first pair of one directory: of the PATH, else the
// newest of Debian's.
func findPrograms() (programs, error) {
	candidates := filepath.SplitList(os.Getenv("PATH"))
	debian, err := filepath.Glob(debianPrograms)
	if err != nil {
		return programs{}, fmt.Errorf("look for %s: %w", debianPrograms, err)
	}
	slices.SortFunc(debian, func(a, b string) int { return version(b) - version(a) })

	for _, dir := range append(candidates, debian...) {
		p := programs{initdb: filepath.Join(dir, "initdb"), postgres: filepath.Join(dir, "postgres")}
		_, initdbErr := exec.LookPath(p.initdb)
		_, postgresErr := exec.LookPath(p.postgres)
		if initdbErr == nil && postgresErr == nil && filepath.IsAbs(dir) {
			return p, nil
		}
	}
	return programs{}, ErrNotInstalled
}

// version returns the major version in a path like /usr/lib/postgresql/15/bin.
func version(bin string) int {
	v, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	if err != nil {
		return 0
	}
	return v
}
