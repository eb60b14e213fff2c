package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"example.com/simplebank/tools/imageparity/statement"
)

// writeStatement compares two layouts that are there for two platforms, and returns the statement's file.
func writeStatementOf(t *testing.T, a, b string, wantExit int) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "parity.json")
	input := filepath.Join(t.TempDir(), "go.mod")
	check(t, os.WriteFile(input, []byte("module m\n"), 0o600))
	var stdout, stderr bytes.Buffer
	exit := run([]string{
		"--statement", file, "--name", "simplebank/bank", a, b,
		"--builder-a", "bazel=1.2.3", "--builder-a", "rules_go=0.65.0", "--builder-b", "docker=28.5.2",
		"--input", "commit=abc", "--input", input,
	}, &stdout, &stderr)
	if exit != wantExit {
		t.Fatalf("exit code %d, want %d\n%s%s", exit, wantExit, &stdout, &stderr)
	}
	return file
}

func TestVerify(t *testing.T) {
	amd, arm, other := baseImage(), baseImage(), baseImage()
	arm.config.Architecture = "arm64"
	other.config.Config.User = "1"
	a := writeLayout(t, amd.build(t), arm.build(t))
	dressed := baseImage()
	dressed.config.Author = "somebody else"
	b := writeLayout(t, dressed.build(t), arm.build(t))
	file := writeStatementOf(t, a, b, exitIdentical)

	for _, test := range []struct {
		name, image string
		wantExit    int
		want        string
	}{
		{"A", a, exitIdentical, "verified: " + a + " is simplebank/bank sha256:"},
		{"B", b, exitIdentical, "built by bazel 1.2.3, rules_go 0.65.0\n  built by docker 28.5.2\n  from commit abc, "},
		{"one platform", writeLayout(t, arm.build(t)), exitIdentical, "is simplebank/bank (linux/arm64) sha256:"},
		{"docker save", writeDockerArchive(t, amd.build(t)), exitIdentical, "is simplebank/bank (linux/amd64) sha256:"},
		{"another image", writeLayout(t, other.build(t)), exitDifferent, "NOT verified"},
		{"one of two is another", writeLayout(t, other.build(t), arm.build(t)), exitDifferent, "but the statement is about\n  simplebank/bank sha256:"},
		{"no image", "oci:" + filepath.Join(t.TempDir(), "x"), exitError, "is no OCI image layout"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			exit := run([]string{"verify", file, "--image", test.image}, &stdout, &stderr)
			if output := stdout.String() + stderr.String(); exit != test.wantExit || !strings.Contains(output, test.want) {
				t.Errorf("exit code %d, want %d with %q\n%s", exit, test.wantExit, test.want, output)
			}
		})
	}
}

// TestStatement reads the JSON as any in-toto tool would.
func TestStatement(t *testing.T) {
	layout := writeLayout(t, baseImage().build(t))
	content, err := os.ReadFile(writeStatementOf(t, layout, layout, exitIdentical))
	check(t, err)
	var got struct {
		Type          string `json:"_type"`
		PredicateType string
		Subject       []struct {
			Name        string
			Digest      map[string]string
			Annotations map[string]string
		}
		Predicate statement.Predicate
	}
	check(t, json.Unmarshal(content, &got))
	if got.Type != "https://in-toto.io/Statement/v1" || got.PredicateType != statement.PredicateType {
		t.Errorf("types: %s, %s", got.Type, got.PredicateType)
	}
	if len(got.Subject) != 1 || "sha256:"+got.Subject[0].Digest["sha256"] != canonicalDigest(t, layout) || got.Subject[0].Annotations["platform"] != "linux/amd64" {
		t.Errorf("subjects: %+v", got.Subject)
	}
	inputs := got.Predicate.Inputs
	if len(inputs) != 2 || inputs[1].Value != "sha256:"+sha256Hex("module m\n") {
		t.Errorf("inputs: %+v", inputs)
	}
	want := []statement.Facts{{{Name: "bazel", Value: "1.2.3"}, {Name: "rules_go", Value: "0.65.0"}}, {{Name: "docker", Value: "28.5.2"}}}
	if diff := gocmp.Diff(want, []statement.Facts{got.Predicate.Builds[0].Builder, got.Predicate.Builds[1].Builder}); diff != "" {
		t.Errorf("builders (-want +got)\n%s", diff)
	}
}

// TestNoStatement: where something differs there is none, also none of an earlier comparison.
func TestNoStatement(t *testing.T) {
	other := baseImage()
	other.config.Config.User = "1"
	a, b := writeLayout(t, baseImage().build(t)), writeLayout(t, other.build(t))
	file := filepath.Join(t.TempDir(), "parity.json")
	for _, test := range []struct {
		name string
		args []string
		exit int
	}{
		{"different", []string{a, b}, exitDifferent},
		{"allowed to differ", []string{a, writeLayout(t, withOwnerNames().build(t)), "--allow", "layers"}, exitIdentical},
	} {
		t.Run(test.name, func(t *testing.T) {
			check(t, os.WriteFile(file, []byte("of an earlier comparison"), 0o600))
			var stdout, stderr bytes.Buffer
			if exit := run(append(test.args, "--statement", file), &stdout, &stderr); exit != test.exit {
				t.Errorf("exit code %d, want %d\n%s%s", exit, test.exit, &stdout, &stderr)
			}
			if _, err := os.Stat(file); !os.IsNotExist(err) {
				t.Errorf("there is a statement: %v", err)
			}
		})
	}
}

// TestNoStaleStatement: however a comparison ends, there is no statement of an earlier one.
func TestNoStaleStatement(t *testing.T) {
	layout := writeLayout(t, baseImage().build(t))
	missing := filepath.Join(t.TempDir(), "missing")
	for name, args := range map[string][]string{
		"no image":     {layout, "oci:" + missing},
		"no report":    {layout, layout, "-o", filepath.Join(missing, "x")},
		"no page":      {layout, layout, "--html", filepath.Join(missing, "x")},
		"no such side": {layout, layout, "--platform", "linux/s390x"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "parity.json")
			check(t, os.WriteFile(file, []byte("of an earlier comparison"), 0o600))
			var stdout, stderr bytes.Buffer
			if exit := run(append(args, "--statement", file), &stdout, &stderr); exit != exitError {
				t.Errorf("exit code %d, want %d\n%s", exit, exitError, &stderr)
			}
			if _, err := os.Stat(file); !os.IsNotExist(err) {
				t.Errorf("there is a statement: %v", err)
			}
		})
	}
	// Only files are removed.
	link := filepath.Join(t.TempDir(), "link")
	check(t, os.Symlink("/dev/null", link))
	var stdout, stderr bytes.Buffer
	if exit := run([]string{layout, layout, "--statement", link}, &stdout, &stderr); exit != exitIdentical {
		t.Errorf("exit code %d\n%s", exit, &stderr)
	}
	if target, err := os.Readlink(link); err != nil || target != "/dev/null" {
		t.Errorf("the link is %q, %v", target, err)
	}
}

// TestVerifyPrintsNoControls: a statement is whoever's, and its text is not to look like ours.
func TestVerifyPrintsNoControls(t *testing.T) {
	layout := writeLayout(t, baseImage().build(t))
	file := filepath.Join(t.TempDir(), "parity.json")
	var stdout, stderr bytes.Buffer
	exit := run([]string{layout, layout, "--statement", file, "--name", "x\nverified: y", "--builder-a", "a=\x1b[2J", "--input", "b=c\rd"}, &stdout, &stderr)
	if exit != exitIdentical {
		t.Fatalf("exit code %d\n%s", exit, &stderr)
	}
	stdout.Reset()
	run([]string{"verify", file, "--image", layout}, &stdout, &stderr)
	if output := stdout.String(); strings.ContainsAny(output, "\x1b\r") || strings.Contains(output, "\nverified: y") {
		t.Errorf("printed %q", output)
	}
}

func withOwnerNames() *testImage {
	image := baseImage()
	image.entry("app/bank").Uname = "root"
	return image
}

func TestVerifyUsage(t *testing.T) {
	write := func(content string) string {
		file := filepath.Join(t.TempDir(), "statement.json")
		check(t, os.WriteFile(file, []byte(content), 0o600))
		return file
	}
	const start = `{"_type":"https://in-toto.io/Statement/v1",`
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"no statement", []string{"--image", "x"}, "one statement is needed, 0 given"},
		{"no image", []string{"x"}, "--image is needed"},
		{"no file", []string{"./missing.json", "--image", "x"}, "no such file"},
		{"no JSON", []string{write("x"), "--image", "x"}, "no in-toto Statement in JSON"},
		{"a report", []string{write(`{"identical":true}`), "--image", "x"}, `_type is "", accepted is`},
		{"another predicate", []string{write(start + `"predicateType":"https://slsa.dev/provenance/v1"}`), "--image", "x"}, `"https://slsa.dev/provenance/v1", accepted is`},
		{"no subject", []string{write(start + `"predicateType":"` + statement.PredicateType + `"}`), "--image", "x"}, "has no subject"},
		{"too large", []string{write(strings.Repeat(" ", 1<<20) + "{}"), "--image", "x"}, "too large"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if exit := run(append([]string{"verify"}, test.args...), &stdout, &stderr); exit != exitError || !strings.Contains(stderr.String(), test.want) {
				t.Errorf("exit code %d, want %d with %q\n%s", exit, exitError, test.want, &stderr)
			}
		})
	}
}
