// Package console is the bank for people: pages that run in a browser and use the
// same API as every other client.
//
// There is no build step: what is in assets is what the browser gets.
package console

import (
	"embed"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"

	"example.com/simplebank/libs/asset"
	"example.com/simplebank/libs/fault"
)

const (
	page   = "index.html"
	prefix = "/console/" // of all files but the page itself
)

// policy lets nothing in but these files, no style and no script from markup, and
// nothing out but to the bank. With Trusted Types, no text can become markup or a
// script either.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

//go:embed assets/*.gz
var embedded embed.FS

// Console is the pages.
type Console struct {
	files *asset.Files
	names map[string]string // of files, by the path of the URL
}

// New returns the console.
func New() (*Console, error) {
	assets, err := fs.Sub(embedded, "assets")
	if err != nil {
		return nil, fault.During("find the console's files", err)
	}
	files, err := asset.New(assets, policy)
	if err != nil {
		return nil, fault.During("open the console", err)
	}
	compressed, err := fs.Glob(assets, "*.gz")
	if err != nil {
		return nil, fault.During("list the console's files", err)
	}
	c := &Console{files: files, names: map[string]string{"/": page}}
	for _, name := range compressed {
		if name = strings.TrimSuffix(name, ".gz"); name != page {
			c.names[prefix+name] = name
		}
	}
	return c, nil
}

// Paths returns the paths of the URLs that [Console.ServeHTTP] serves.
func (c *Console) Paths() []string { return slices.Sorted(maps.Keys(c.names)) }

// ServeHTTP implements http.Handler.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.files.Serve(w, r, c.names[r.URL.Path])
}
