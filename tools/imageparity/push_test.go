package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestPush pulls what was pushed: it is the canonical form, whatever was pushed.
func TestPush(t *testing.T) {
	amd, arm := baseImage(), baseImage()
	arm.config.Architecture = "arm64"
	for name, layout := range map[string]string{
		"image": writeLayout(t, amd.build(t)),
		"index": writeLayout(t, amd.build(t), arm.build(t)),
	} {
		t.Run(name, func(t *testing.T) {
			repository := startRegistry(t) + "/simplebank/bank"
			var stdout, stderr bytes.Buffer
			if exit := run([]string{"push", layout, "--repository", repository, "--tag", "v1", "--tag", "latest"}, &stdout, &stderr); exit != exitIdentical {
				t.Fatalf("exit code %d\n%s", exit, &stderr)
			}
			pushed := strings.TrimSpace(stdout.String())
			if want := repository + "@" + canonicalDigest(t, layout); pushed != want {
				t.Errorf("printed %q, want %q", pushed, want)
			}
			for _, reference := range []string{pushed, repository + ":v1", repository + ":latest"} {
				runResult(t, exitIdentical, layout, reference)
				if got := canonicalDigest(t, reference); !strings.HasSuffix(pushed, got) {
					t.Errorf("%s is %s, want %s", reference, got, pushed)
				}
			}
		})
	}
}

func TestPushUsage(t *testing.T) {
	layout := writeLayout(t, baseImage().build(t))
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"no image", []string{"--repository", "localhost:1/x"}, "one image is needed, 0 given"},
		{"no repository", []string{layout}, "--repository is needed"},
		{"repository with a tag", []string{layout, "--repository", "localhost:1/x:v1"}, "accepted is HOST/NAME, without a tag"},
		{"bad tag", []string{layout, "--repository", "localhost:1/x", "--tag", "a b"}, "tag"},
		{"no registry", []string{layout, "--repository", "localhost:1/x"}, "pushing to localhost:1/x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if exit := run(append([]string{"push"}, test.args...), &stdout, &stderr); exit != exitError || !strings.Contains(stderr.String(), test.want) {
				t.Errorf("exit code %d, want %d with %q\n%s", exit, exitError, test.want, &stderr)
			}
		})
	}
}
