package main

import (
	"archive/tar"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"example.com/simplebank/tools/imageparity/compare"
)

// runJSON runs the program, which must exit with the code, for its JSON report on one platform.
func runJSON(t *testing.T, wantExit int, args ...string) *compare.Report {
	t.Helper()
	result := runResult(t, wantExit, args...)
	if len(result.Platforms) != 1 {
		t.Fatalf("%d platforms were compared, want 1", len(result.Platforms))
	}
	return result.Platforms[0]
}

func runResult(t *testing.T, wantExit int, args ...string) compare.Result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if exit := run(append(args, "--json"), &stdout, &stderr); exit != wantExit {
		t.Errorf("exit code %d, want %d\n%s%s", exit, wantExit, &stdout, &stderr)
	}
	var result compare.Result
	if err := json.Unmarshal(stdout.Bytes(), &result); err != nil {
		t.Fatalf("%v\n%s%s", err, &stdout, &stderr)
	}
	return result
}

var digest = regexp.MustCompile(`(sha256:)?[0-9a-f]{64}`)

// describe writes one line for each difference, without the digits of digests.
func describe(differences []compare.Difference) []string {
	lines := []string{}
	for _, d := range differences {
		values := describeValue(d.A) + " → " + describeValue(d.B)
		line := fmt.Sprintf("%s %s: %s", cmp.Or(d.Path, string(d.Subject)), d.Field, values)
		if d.Subject == compare.Layers {
			line = d.Field
			if d.A == nil || d.B == nil {
				line += ": " + values
			}
		}
		if d.Allowed != "" {
			line += " (" + d.Allowed + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

func describeValue(s *string) string {
	if s == nil {
		return "none"
	}
	return digest.ReplaceAllString(*s, "digest")
}

func TestUnchanged(t *testing.T) {
	report := runJSON(t, exitIdentical, writeLayout(t, baseImage().build(t)), writeLayout(t, baseImage().build(t)))
	if !report.Identical || len(report.Differences) != 0 {
		t.Errorf("%+v", report)
	}
	// The root counts as a path; hard links are counted once.
	if got, want := [2]int{report.A.Paths, int(report.A.ContentBytes)}, [2]int{9, len("root") + len("program")}; got != want {
		t.Errorf("paths and bytes: got %v, want %v", got, want)
	}
}

// TestOneDifference changes one thing at a time. A changed file changes its layer as well.
func TestOneDifference(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*testImage)
		want   []string
	}{
		{"os", func(i *testImage) { i.config.OS = "freebsd" }, []string{"platform os: linux → freebsd"}},
		{"architecture", func(i *testImage) { i.config.Architecture = "arm64" }, []string{"platform architecture: amd64 → arm64"}},
		{"variant", func(i *testImage) { i.config.Variant = "v2" }, []string{"platform variant: none → v2"}},

		{"env value", func(i *testImage) { i.config.Config.Env[1] = "MODE=debug" }, []string{"config env MODE: release → debug"}},
		{"env empty", func(i *testImage) { i.config.Config.Env[1] = "MODE=" }, []string{"config env MODE: release → "}},
		{"env added", func(i *testImage) { i.config.Config.Env = []string{"PATH=/app", "X=", "MODE=release"} }, []string{"config env X: none → "}},
		{"env removed", func(i *testImage) { i.config.Config.Env = i.config.Config.Env[1:] }, []string{"config env PATH: /app → none"}},
		{"env order", func(i *testImage) { i.config.Config.Env = []string{"MODE=release", "PATH=/app"} },
			[]string{`config env order: ["PATH=/app","MODE=release"] → ["MODE=release","PATH=/app"]`}},
		{"entrypoint", func(i *testImage) { i.config.Config.Entrypoint = []string{"sh", "-c"} }, []string{`config entrypoint: ["/app/bank"] → ["sh","-c"]`}},
		{"cmd", func(i *testImage) { i.config.Config.Cmd = nil }, []string{`config cmd: ["serve"] → none`}},
		{"user", func(i *testImage) { i.config.Config.User = "" }, []string{"config user: 65532:65532 → none"}},
		{"working dir", func(i *testImage) { i.config.Config.WorkingDir = "/" }, []string{"config working dir: /app → /"}},
		{"port", func(i *testImage) { i.config.Config.ExposedPorts["53/udp"] = struct{}{} },
			[]string{`config exposed ports: ["8080/tcp"] → ["53/udp","8080/tcp"]`}},
		{"volume", func(i *testImage) { i.config.Config.Volumes = nil }, []string{`config volumes: ["/data"] → none`}},
		{"label", func(i *testImage) { i.config.Config.Labels["version"] = "2" }, []string{"config label version: 1 → 2"}},
		{"stop signal", func(i *testImage) { i.config.Config.StopSignal = "SIGINT" }, []string{"config stop signal: SIGTERM → SIGINT"}},
		{"healthcheck", func(i *testImage) { i.config.Config.Healthcheck = nil },
			[]string{`config healthcheck: {"Interval":1000000000,"Test":["CMD","/app/bank","health"]} → none`}},
		{"history is not compared", func(i *testImage) { i.config.Author = "somebody else" }, []string{}},

		{"mode", func(i *testImage) { i.entry("app/bank").Mode = 0o4755 }, []string{"/app/bank mode: 0755 → 4755", "layer 3"}},
		{"mode of a directory", func(i *testImage) { i.entry("app").Mode = 0o700 }, []string{"/app mode: 0755 → 0700", "layer 3"}},
		{"uid", func(i *testImage) { i.entry("app/bank").Uid = 1 }, []string{"/app/bank uid: 0 → 1", "layer 3"}},
		{"gid", func(i *testImage) { i.entry("app/bank").Gid = 1 }, []string{"/app/bank gid: 0 → 1", "layer 3"}},
		{"mtime", func(i *testImage) { i.entry("app/bank").ModTime = time.Unix(0, 5) },
			[]string{"/app/bank mtime: 2023-11-14T22:13:20Z → 1970-01-01T00:00:00.000000005Z", "layer 3"}},
		{"one byte", func(i *testImage) { i.entry("app/bank").content = "prograM" },
			[]string{"/app/bank sha256: digest → digest", "layer 3"}},
		{"size", func(i *testImage) { e := i.entry("app/bank"); e.content, e.Size = "", 0 },
			[]string{"/app/bank size: 7 → 0", "/app/bank sha256: digest → digest", "layer 3"}},
		{"xattr", func(i *testImage) { i.entry("app/bank").PAXRecords["SCHILY.xattr.user.note"] = "\x01" },
			[]string{"/app/bank xattr user.note: signed → 0x01", "layer 3"}},
		{"symlink", func(i *testImage) { i.entry("app/current").Linkname = "/app/bank" }, []string{"/app/current link target: bank → /app/bank", "layer 3"}},
		{"type", func(i *testImage) { e := i.entry("app/current"); e.Typeflag, e.Mode = tar.TypeFifo, 0o777 },
			[]string{"/app/current type: symlink → fifo", "layer 3"}},
		{"device", func(i *testImage) { i.entry("dev/null").Devminor = 5 }, []string{"/dev/null device: 1:3 → 1:5", "layer 1"}},
		{"hard link", func(i *testImage) {
			i.remove("etc/group-")
			i.layers[0] = append(i.layers[0], file("etc/group-", "root"))
		},
			[]string{"/etc/group- hard link: /etc/group → none", "layer 1"}},
		{"one more hard link", func(i *testImage) { i.layers[0] = append(i.layers[0], link(tar.TypeLink, "etc/a", "etc/group")) },
			[]string{"/etc/a type: none → regular file", "layer 1"}},
		{"owner names", func(i *testImage) { i.entry("app/bank").Uname, i.entry("app").Gname = "root", "root" }, []string{"layer 3"}},
		{"file type in the mode", func(i *testImage) { i.entry("app/bank").Mode = 0o100755 }, []string{"layer 3"}},
		{"mode of a symlink", func(i *testImage) { i.entry("app/current").Mode = 0o777 }, []string{"layer 3"}},
		{"names of another form", func(i *testImage) { i.entry("app/bank").Name = "./app/bank" }, []string{"layer 3"}},

		{"extra file", func(i *testImage) { i.add(file("app/extra", "")) }, []string{"/app/extra type: none → regular file", "layer 3"}},
		{"missing file", func(i *testImage) { i.remove("app/current") }, []string{"/app/current type: symlink → none", "layer 3"}},
		{"implied directory", func(i *testImage) { i.remove("app") },
			[]string{"/app mtime: 2023-11-14T22:13:20Z → none", "layer 3"}},
		{"whiteout", func(i *testImage) { i.add(file("etc/.wh.group-", "")) }, []string{"/etc/group- type: regular file → none", "layer 3"}},
		{"whiteout of a directory", func(i *testImage) { i.add(file(".wh.dev", "")) },
			[]string{"/dev type: directory → none", "/dev/null type: character device → none", "layer 3"}},
		{"opaque directory", func(i *testImage) { i.add(file("dev/.wh..wh..opq", "")) },
			[]string{"/dev/null type: character device → none", "layer 3"}},

		{"layers split differently", func(i *testImage) { i.layers = append(i.layers[:1], i.layers[2][:2], i.layers[2][2:]) },
			[]string{"layer 2", "layer 3"}},
		{"layers in one", func(i *testImage) { i.layers = [][]*testEntry{append(i.layers[0], i.layers[2]...)} },
			[]string{"layer 1", "layer 2: digest → none", "layer 3: digest → none"}},
		{"empty layer", func(i *testImage) { i.layers = append(i.layers, nil) }, []string{"layer 4: none → digest"}},
		{"files in another order", func(i *testImage) { i.layers[2][1], i.layers[2][2] = i.layers[2][2], i.layers[2][1] }, []string{"layer 3"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := baseImage()
			test.change(changed)
			exit := exitDifferent
			if len(test.want) == 0 {
				exit = exitIdentical
			}
			report := runJSON(t, exit, writeLayout(t, baseImage().build(t)), writeLayout(t, changed.build(t)))
			if diff := gocmp.Diff(test.want, describe(report.Differences)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
