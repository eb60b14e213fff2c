package executable

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/simplebank/libs/gocommand"
)

// program is how a program is built with the go command, on top of what goBuild does.
type program struct {
	environment string // One variable.
	flags       []string
	linkerFlags string            // "-s -w" if empty.
	files       map[string]string // In place of those of source.
}

var source = map[string]string{
	"go.mod": "module example.com/program\n\ngo 1.26\n",
	"main.go": `package main

var version = "none"

func main() {
	println(version, answer(3))
	loop(3)
}
`,
	"answer.go": `package main

//go:noinline
func answer(x int) int { return x + 42 }
`,
	"loop.go": `//go:build go1.22

package main

var functions []func() int

//go:noinline
func loop(n int) {
	for i := 0; i < n; i++ {
		functions = append(functions, func() int { return i })
	}
}
`,
	"tagged.go": "//go:build tagged\n\npackage main\n\nfunc init() { println(1) }\n",
}

// in returns the source with a change in one of its files, which must have the text to replace.
func in(file, text, replacement string) map[string]string {
	changed := strings.Replace(source[file], text, replacement, 1)
	if changed == source[file] {
		panic(file + " has no " + text)
	}
	return map[string]string{file: changed}
}

// goBuild returns the program, and the folder of its source.
func goBuild(t *testing.T, p program) (file File, folder string) {
	t.Helper()
	goCommand, err := gocommand.Find()
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	files := maps.Clone(source)
	maps.Copy(files, p.files)
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	linkerFlags := "-s -w"
	if p.linkerFlags != "" {
		linkerFlags = p.linkerFlags
	}
	command := exec.Command(goCommand, slices.Concat([]string{"build", "-o", "out", "-buildvcs=false", "-ldflags", linkerFlags}, p.flags)...)
	command.Dir = folder
	command.Env = append(gocommand.Environment(), "GOOS=linux", "GOARCH=amd64", p.environment)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, output)
	}
	content, err := os.ReadFile(filepath.Join(folder, "out"))
	if err != nil {
		t.Fatal(err)
	}
	return fileOf(content), folder
}
