package checks

import (
	"maps"
	"os"
	"strings"
	"testing"

	"example.com/simplebank/tools/tidy/linked"
)

var service = tree{
	"services/x/main.go":      "package main\n\nfunc main() {}\n",
	"services/x/main_test.go": "package main\n",
	"services/x/api/a.go":     "package api\n",
	"tools/t/main.go":         "package main\n",
}

// The running test stands for the service's program: it needs no compiler.
func TestLinked(t *testing.T) {
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	packages, err := linked.Packages(binary)
	if err != nil {
		t.Fatal(err)
	}
	binaries := map[string]string{"services/x": binary}
	check := func(list string, want ...string) {
		t.Helper()
		files := maps.Clone(service)
		files["services/x/linked_packages.txt"] = list
		got, err := Linked(files.open(t), binaries)
		expect(t, got, err, want...)
	}
	const differs = "services/x/linked_packages.txt: the program is made of other packages:\n"
	all := strings.Join(packages, "\n") + "\n"
	check("# A list.\n" + all)
	check(strings.Replace(all, "\nruntime\n", "\n", 1), differs+"  + runtime\n")
	check(all+"unsafe/extra\n", differs+"  - unsafe/extra\n")

	r := service.open(t)
	got, err := Linked(r, binaries)
	if err != nil || len(got) != 1 || !strings.Contains(got[0].Message, "  + runtime\n") {
		t.Errorf("without a list: %v, %v", got, err)
	}
	if written, err := UpdateLinked(r, binaries); err != nil || len(written) != 1 || written[0] != "services/x/linked_packages.txt" {
		t.Errorf("UpdateLinked = %v, %v", written, err)
	}
	data, err := r.Read("services/x/linked_packages.txt")
	if err != nil {
		t.Fatal(err)
	}
	check(string(data))
}

func TestLinkedRefuses(t *testing.T) {
	if got, err := Linked(service.open(t), map[string]string{"services/y": "/bin/sh"}); err == nil {
		t.Errorf("binary of no service: %v", got)
	}
}

func TestLinkedBuilds(t *testing.T) {
	needGo(t)
	r := tree{
		"go.mod":                         "module m\n\ngo 1.24\n",
		"build.env":                      "GO_TAGS=\"small\"\nGO_LDFLAGS=\"-s -w\"\n",
		"services/x/main.go":             "package main\n\nfunc main() { use() }\n",
		"services/x/large.go":            "//go:build !small\n\npackage main\n\nimport \"m/libs/a\"\n\nfunc use() { a.F() }\n",
		"services/x/small.go":            "//go:build small\n\npackage main\n\nimport \"m/libs/b\"\n\nfunc use() { b.F() }\n",
		"libs/a/a.go":                    "package a\n\n//go:noinline\nfunc F() {}\n",
		"libs/b/b.go":                    "package b\n\n//go:noinline\nfunc F() {}\n",
		"services/x/linked_packages.txt": "m/libs/a\n",
	}.open(t)
	got, err := Linked(r, nil)
	if err != nil || len(got) != 1 ||
		!strings.Contains(got[0].Message, "  + m/libs/b\n") || !strings.Contains(got[0].Message, "  - m/libs/a\n") {
		t.Errorf("Linked = %v, %v", got, err)
	}
}
