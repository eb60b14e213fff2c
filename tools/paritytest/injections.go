package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// injection is a difference that is put into one of the builds. In its texts, {go} stands for the Go
// version of go.mod, {older} for the patch release before.
type injection struct {
	class string
	edits []edit
	// want is what the report has to say of it.
	want []string
}

// edit replaces the one place of a file that has the old text, or writes a new file if there is none.
type edit struct{ file, old, new string }

const (
	dockerfile   = "Dockerfile"
	serviceBuild = "services/bank/BUILD.bazel"
	imageMacro   = "tools/image/service_image.bzl"
	writer       = "tools/image/layer/main.go"
	goBuild      = "go build -trimpath -buildvcs=false -tags \"$GO_TAGS\""
	// afterBuild is where the Dockerfile has built the binary: what is added does not compile again.
	afterBuild = "\nFROM scratch\n"
)

var injections = []injection{
	{
		"path-mapping",
		[]edit{{dockerfile, goBuild, strings.Replace(goBuild, "-trimpath ", "", 1)}},
		[]string{"-trimpath", "/src/services/bank/main.go"},
	},
	{
		// A loop whose variable is captured, compiled for go1.21 by Bazel only.
		"language-version",
		[]edit{
			{"services/bank/loop.go", "", "package main\n\nvar captured []*int\n\nfunc init() {\n\tfor i := 0; i < len(version); i++ {\n\t\tcaptured = append(captured, &i)\n\t}\n}\n"},
			{serviceBuild, `        "main.go",`, `        "loop.go",` + "\n" + `        "main.go",`},
			{serviceBuild, `embedsrcs = ["VERSION"],`, `embedsrcs = ["VERSION"],` + "\n" + `    gc_goopts = ["-lang=go1.21"],`},
		},
		[]string{"main.init.0", "loop variable"},
	},
	{"tag", []edit{{dockerfile, `-tags "$GO_TAGS"`, `-tags "$GO_TAGS injected"`}}, []string{"-tags", "nomsgpack,injected"}},
	{"flag", []edit{{dockerfile, goBuild, goBuild + " -gcflags=-l"}}, []string{"build setting -gcflags", "none in A, -l in B"}},
	{
		"go-patch-version",
		[]edit{
			{dockerfile, "golang:{go}-", "golang:{older}-"},
			{dockerfile, "RUN go mod download", "RUN go mod edit -go={older} && go mod download"},
			{dockerfile, "RUN . ./build.env", "RUN go mod edit -go={older} && . ./build.env"},
		},
		[]string{"go{go}", "go{older}"},
	},
	{"file-mode", []edit{{dockerfile, afterBuild, "RUN chmod 0750 /image/app/bank\n" + afterBuild}}, []string{"/app/bank", "mode", "0755 → 0750"}},
	{"mtime", []edit{{dockerfile, afterBuild, "RUN touch -d @1 /image/app/bank\n" + afterBuild}}, []string{"/app/bank", "mtime", "1970-01-01T00:00:01Z"}},
	{"owner", []edit{{dockerfile, "COPY --from=build /image/ /", "COPY --from=build --chown=7:8 /image/ /"}}, []string{"/app/bank", "uid", "0 → 7", "gid", "0 → 8"}},
	{"entry-order", []edit{{writer, `"\x00") < strings`, `"\x00") > strings`}}, []string{"Entries at another position", "app/bank"}},
	{"env", []edit{{dockerfile, "USER ", "ENV INJECTED=1\nUSER "}}, []string{"env INJECTED"}},
	{"user", []edit{{imageMacro, `user = "65532:65532"`, `user = "65533"`}}, []string{"user", "65533 → 65532:65532"}},
	{"label", []edit{{imageMacro, `os = "linux",`, `os = "linux",` + "\n        labels = {\"injected\": \"1\"},"}}, []string{"label injected"}},
}

// inject makes the edits, runs tools/parity, which must fail and name the difference, and takes the
// edits back.
func (i injection) inject(ctx context.Context, w *workplace) (_ string, err error) {
	versions, err := w.goVersions()
	if err != nil {
		return "", err
	}
	for _, e := range i.edits {
		undo, applyErr := edit{e.file, versions.Replace(e.old), versions.Replace(e.new)}.apply(w.copy)
		if applyErr != nil {
			return "", fmt.Errorf("this injection has to be brought up to date: %w", applyErr)
		}
		defer func() { err = errors.Join(err, undo()) }()
	}
	if err := w.giveAway(); err != nil {
		return "", err
	}
	written, parityErr := w.command(ctx, "tools/parity", "--platform", "linux/amd64")
	if parityErr == nil {
		return "", errors.New("tools/parity did not see it")
	}
	if exitCode(parityErr) != 1 {
		return "", fmt.Errorf("tools/parity is to exit with 1: %w", parityErr)
	}
	start := strings.Index(written, "\ndifferent: ")
	if start < 0 {
		return "", fmt.Errorf("tools/parity exits with 1 without a report:\n%s", tail([]byte(written)))
	}
	report := written[start:]
	for _, words := range i.want {
		words = versions.Replace(words)
		if !strings.Contains(report, words) {
			return "", fmt.Errorf("tools/parity does not name %q:\n%s", words, report)
		}
	}
	if _, err := os.Stat(filepath.Join(w.copy, "out", "parity.json")); err == nil {
		return "", errors.New("tools/parity left a proof all the same")
	}
	return "caught and named: " + versions.Replace(strings.Join(i.want, ", ")), nil
}

// goVersions replaces {go} and {older}.
func (w *workplace) goVersions() (*strings.Replacer, error) {
	content, err := os.ReadFile(filepath.Join(w.checkout, "go.mod"))
	if err != nil {
		return nil, err
	}
	parsed, err := modfile.ParseLax("go.mod", content, nil)
	if err != nil {
		return nil, err
	}
	version := parsed.Go.Version
	var major, minor, patch int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil || patch == 0 {
		return nil, fmt.Errorf("go.mod names Go %s, which has no patch release before it", version)
	}
	return strings.NewReplacer("{go}", version, "{older}", fmt.Sprintf("%d.%d.%d", major, minor, patch-1)), nil
}

// apply returns what takes the edit back.
func (e edit) apply(folder string) (undo func() error, err error) {
	path := filepath.Join(folder, e.file)
	if e.old == "" {
		return func() error { return os.Remove(path) }, os.WriteFile(path, []byte(e.new), 0o644)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if n := strings.Count(string(content), e.old); n != 1 {
		return nil, fmt.Errorf("%s has %q %d times, want 1", e.file, e.old, n)
	}
	changed := strings.Replace(string(content), e.old, e.new, 1)
	return func() error { return os.WriteFile(path, content, 0o644) }, os.WriteFile(path, []byte(changed), 0o644)
}
