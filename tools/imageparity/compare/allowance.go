package compare

import (
	"fmt"
	"path"
	"strings"
)

// AllowanceClasses describes what ParseAllowance accepts.
const AllowanceClasses = "mtime, layers, content:PATH (size and SHA-256 of that absolute path)"

// Allowance declares differences that are known, and so not held against the images.
type Allowance struct {
	class string
	path  string // Of the class content.
}

// ParseAllowance parses a class of differences. The error lists the classes.
func ParseAllowance(s string) (Allowance, error) {
	class, name, hasPath := strings.Cut(s, ":")
	switch {
	case !hasPath && (class == "mtime" || class == "layers"):
		return Allowance{class: class}, nil
	case class == "content" && path.IsAbs(name):
		return Allowance{class: class, path: path.Clean(name)}, nil
	case class == "content":
		return Allowance{}, fmt.Errorf("content needs an absolute path, as in content:/app/bank; classes: %s", AllowanceClasses)
	default:
		return Allowance{}, fmt.Errorf("unknown class; classes: %s", AllowanceClasses)
	}
}

// String returns what ParseAllowance accepts.
func (a Allowance) String() string {
	if a.path == "" {
		return a.class
	}
	return a.class + ":" + a.path
}

func (a Allowance) covers(d Difference) bool {
	switch a.class {
	case "mtime":
		return d.Subject == Files && d.Field == "mtime"
	case "layers":
		return d.Subject == Layers
	default:
		return d.Subject == Files && d.Path == a.path && (d.Field == "size" || d.Field == "sha256")
	}
}

// allow marks the differences that are covered, and returns notes on allowances that cover none.
func allow(allowances []Allowance, differences []Difference) []string {
	notes := []string{}
	for _, allowance := range allowances {
		matched := false
		for i, d := range differences {
			if allowance.covers(d) {
				differences[i].Allowed, matched = allowance.String(), true
			}
		}
		if !matched {
			notes = append(notes, fmt.Sprintf("--allow %s matched nothing", allowance))
		}
	}
	return notes
}
