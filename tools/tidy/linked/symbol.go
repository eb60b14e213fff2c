package linked

import (
	"fmt"
	"net/url"
	"strings"
)

// packageOf returns the import path of the package that a function symbol
// belongs to, or "" for a symbol of the linker, the compiler or an assembler.
func packageOf(symbol string) (string, error) {
	if strings.HasPrefix(symbol, "go:") || strings.HasPrefix(symbol, "type:") {
		return "", nil
	}
	// A type argument or a receiver may hold the path of another package.
	if i := strings.IndexAny(symbol, "[("); i >= 0 {
		symbol = symbol[:i]
	}
	symbol = strings.TrimSuffix(symbol, ".abi0")
	// The linker escapes dots in the last element, so the first one left ends it.
	element := strings.LastIndexByte(symbol, '/') + 1
	dot := strings.IndexByte(symbol[element:], '.')
	if dot < 0 || strings.ContainsAny(symbol, " {") {
		return "", nil
	}
	path, err := url.PathUnescape(symbol[:element+dot])
	if err != nil {
		return "", fmt.Errorf("symbol %q: %w", symbol, err)
	}
	return path, nil
}

// isPromoted reports whether path is no package but the start of a symbol as
// example.com/a.T.example.com/b.method: a method of T that is not exported and
// comes from a type of another package, which T embeds.
func isPromoted(path string, packages map[string]bool) bool {
	for i := range path {
		if path[i] != '.' || !packages[path[:i]] {
			continue
		}
		for j := i + 1; j < len(path); j++ {
			if path[j] == '.' && packages[path[j+1:]] {
				return true
			}
		}
	}
	return false
}
