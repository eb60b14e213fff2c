package checks

import "testing"

func TestResolve(t *testing.T) {
	tests := map[string]string{
		":c":        "//a/b:c",
		"//x":       "//x:x",
		"//x/y":     "//x/y:y",
		"//x/y:z":   "//x/y:z",
		"//:x":      "//:x",
		"@//x:y":    "//x:y",
		"@@//x:y":   "//x:y",
		"@other//x": "",
		"file.go":   "",
		"":          "",
	}
	for label, want := range tests {
		if got := resolve("a/b", label); got != want {
			t.Errorf("resolve(%q) = %q, want %q", label, got, want)
		}
	}
}

func TestWithin(t *testing.T) {
	tests := []struct {
		name, folder string
		want         bool
	}{
		{"a/b", "a", true},
		{"a", "a", true},
		{"a", "", true},
		{"ab", "a", false},
		{"a", "a/b", false},
	}
	for _, test := range tests {
		if got := within(test.name, test.folder); got != test.want {
			t.Errorf("within(%q, %q) = %v", test.name, test.folder, got)
		}
	}
}
