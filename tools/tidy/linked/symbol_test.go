package linked

import "testing"

func TestPackageOf(t *testing.T) {
	tests := map[string]string{
		"main.main":                                              "main",
		"fmt.Println":                                            "fmt",
		"fmt.init":                                               "fmt",
		"net/http.init":                                          "net/http",
		"net/http.(*Server).Serve":                               "net/http",
		"net/http.(*Server).Serve.func1.2":                       "net/http",
		"net/http.Header.Get-fm":                                 "net/http",
		"net/http.glob..func1":                                   "net/http",
		"example.com/a/b.F":                                      "example.com/a/b",
		"gopkg.in/yaml%2ev3.Marshal":                             "gopkg.in/yaml.v3",
		"crypto/internal/entropy/v1%2e0%2e0.Seed":                "crypto/internal/entropy/v1.0.0",
		"vendor/golang.org/x/net/idna.ToASCII":                   "vendor/golang.org/x/net/idna",
		"slices.SortFunc[go.shape.[]example.com/a/b.T]":          "slices",
		"slices.SortFunc[go.shape.[]example.com/a/b.T].func1":    "slices",
		"example.com/a/b.(*Set[go.shape.string]).Add":            "example.com/a/b",
		"example.com/a/b.(*struct { example.com/c/d.T }).Do":     "example.com/a/b",
		"runtime.memmove.abi0":                                   "runtime",
		"x_cgo_munmap.abi0":                                      "",
		"_rt0_amd64_linux":                                       "",
		"go:buildid":                                             "",
		"go:(*struct { example.com/c/d.T }).Do":                  "",
		"type:.eq.example.com/a/b.T":                             "",
		"type:.hash.struct { example.com/a/b.x int; c/d.y int }": "",
		"struct { example.com/c/d.T }.Do":                        "",
		"":                                                       "",
	}
	for symbol, want := range tests {
		got, err := packageOf(symbol)
		if err != nil || got != want {
			t.Errorf("packageOf(%q) = %q, %v; want %q", symbol, got, err, want)
		}
	}
	if got, err := packageOf("gopkg.in/yaml%zz.F"); err == nil {
		t.Errorf("bad escape accepted as %q", got)
	}
}

func TestIsPromoted(t *testing.T) {
	packages := map[string]bool{"example.com/a": true, "example.com/b": true, "main": true, "time": true, "time.example.com/b": true}
	tests := map[string]bool{
		"example.com/a.T.example.com/b":    true,
		"example.com/a.F.T1.example.com/b": true,
		"main.T.example.com/a":             true,
		"example.com/a":                    false,
		"example.com/a.v2":                 false,
		"example.com/c.T.example.com/b":    false,
		"example.com/a.T.example.com/c":    false,
		"time.example.com/b":               false,
		"time.somewhere.example.com/x":     false,
	}
	for path, want := range tests {
		if got := isPromoted(path, packages); got != want {
			t.Errorf("isPromoted(%q) = %v", path, got)
		}
	}
}
