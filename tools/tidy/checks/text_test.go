package checks

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	run(t, Text, map[string]scenario{
		"good":           {files: tree{"a.md": "one\n\ntwo\n", "a.patch": " \n+a\n", "BUILD.bazel": "", "image.png": "\x89\x00 \r\n\n"}},
		"no newline":     {tree{"a.md": "one\ntwo"}, []string{"a.md:2: no newline at the end"}},
		"two newlines":   {tree{"a.go": "one\n\n"}, []string{"a.go:2: empty line at the end"}},
		"only a newline": {tree{"a.go": "\n"}, []string{"a.go:1: empty line at the end"}},
		"trailing space": {tree{"a.md": "one \ntwo\n"}, []string{"a.md:1: trailing white space"}},
		"trailing tab":   {tree{"a.sh": "one\ntwo\t\n"}, []string{"a.sh:2: trailing white space"}},
		"CR LF":          {tree{"a.yml": "one\r\n"}, []string{"a.yml:1: line ends in CR LF"}},
		"largest":        {files: tree{"a.bin": strings.Repeat("\x00", 500_000)}},
		"too large":      {tree{"a.bin": strings.Repeat("\x00", 500_001)}, []string{"a.bin: 500001 bytes, the limit is 500000"}},
	})
}
