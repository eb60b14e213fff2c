// Package docs holds what the bank's API says about itself: its OpenAPI document
// and the page that shows it. Sources are YAML, HTML, CSS and JavaScript; the
// program embeds what tools/compress makes of them.
package docs

import (
	"embed"

	"example.com/simplebank/libs/asset"
)

//go:embed *.gz
var compressed embed.FS

// The names of the files. The page asks for its style and its script.
const (
	Document = "openapi.json"
	Page     = "page.html"
	Style    = "page.css"
	Script   = "page.js"
)

// policy lets the page load its own parts and nothing else, and no other page
// show it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Files returns the files to serve.
func Files() (*asset.Files, error) { return asset.New(compressed, policy) }
