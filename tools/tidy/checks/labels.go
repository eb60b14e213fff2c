package checks

import (
	"path"
	"strings"
)

// resolve returns the full form of a label in this repository, or "".
func resolve(pkg, label string) string {
	label = strings.TrimLeft(label, "@")
	if name, ok := strings.CutPrefix(label, ":"); ok {
		return "//" + pkg + ":" + name
	}
	rest, ok := strings.CutPrefix(label, "//")
	if !ok {
		return ""
	}
	if !strings.Contains(rest, ":") {
		rest += ":" + path.Base(rest)
	}
	return "//" + rest
}

// within reports whether name is folder or below it.
func within(name, folder string) bool {
	return folder == "" || name == folder || strings.HasPrefix(name, folder+"/")
}
