package checks

import "testing"

func TestGofmt(t *testing.T) {
	run(t, Gofmt, map[string]scenario{
		"good": {files: tree{
			"a.go":          "package a\n\nvar x = 1\n",
			"testdata/b.go": "package  b\n",
			"c.txt":         "package  c\n",
		}},
		"not formatted":  {tree{"a.go": "package a\n\nvar  x = 1\n"}, []string{"a.go:3: not as gofmt writes it"}},
		"does not parse": {tree{"a.go": "package 1\n"}, []string{"a.go: does not parse: 1:9: expected 'IDENT', found 1"}},
	})
}
