package checks

import "testing"

func TestImports(t *testing.T) {
	const goMod = "module example.com/m\n\ngo 1.24\n"
	importing := func(paths ...string) string {
		text := "package p\n\n"
		for _, p := range paths {
			text += "import _ \"" + p + "\"\n"
		}
		return text
	}
	run(t, Imports, map[string]scenario{
		"good": {files: tree{
			"go.mod":               goMod,
			"libs/a/a.go":          importing("fmt", "example.com/m/libs/b", "example.com/more/services/x", "github.com/x/y"),
			"services/x/api/a.go":  importing("example.com/m/libs/a", "example.com/m/services/x/store", "example.com/m/services/x"),
			"tools/t/main.go":      importing("example.com/m/libs/a", "example.com/m/tools/t/part"),
			"libs/a/testdata/a.go": importing("example.com/m/services/x"),
			"libs/a/b.go":          "no Go\n",
		}},
		"libs import a service": {
			tree{"go.mod": goMod, "libs/a/a.go": importing("fmt", "example.com/m/services/x")},
			[]string{"libs/a/a.go:4: libs imports services/x"},
		},
		"libs import a tool in a test": {
			tree{"go.mod": goMod, "libs/a/a_test.go": importing("example.com/m/tools/t")},
			[]string{"libs/a/a_test.go:3: libs imports tools/t"},
		},
		"a service imports a tool": {
			tree{"go.mod": goMod, "services/x/a.go": importing("example.com/m/tools/t/part")},
			[]string{"services/x/a.go:3: services/x imports tools/t/part"},
		},
		"a service imports another": {
			tree{"go.mod": goMod, "services/x/y/a.go": importing("example.com/m/services/xy")},
			[]string{"services/x/y/a.go:3: services/x imports services/xy"},
		},
		"a tool imports a service": {
			tree{"go.mod": goMod, "tools/t/a.go": importing("example.com/m/services/x")},
			[]string{"tools/t/a.go:3: tools/t imports services/x"},
		},
		"a tool imports another": {
			tree{"go.mod": goMod, "tools/t/a.go": importing("example.com/m/tools/u")},
			[]string{"tools/t/a.go:3: tools/t imports tools/u"},
		},
		"anyone imports something else of the module": {
			tree{"go.mod": goMod, "services/x/a.go": importing("example.com/m/other")},
			[]string{"services/x/a.go:3: services/x imports other"},
		},
		"outside the three trees": {
			tree{"go.mod": goMod, "main.go": importing(), "other/a.go": importing(), "libs/a.go": importing()},
			[]string{
				"main.go: Go outside libs/, services/NAME/ and tools/NAME/",
				"other/a.go: Go outside libs/, services/NAME/ and tools/NAME/",
				"libs/a.go: Go outside libs/, services/NAME/ and tools/NAME/",
			},
		},
	})
	if got, err := Imports(tree{"libs/a/a.go": importing()}.open(t)); err == nil {
		t.Errorf("without go.mod: %v, no error", got)
	}
}
