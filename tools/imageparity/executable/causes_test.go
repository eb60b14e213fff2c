package executable

import (
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCausesOfBuilds(t *testing.T) {
	trimpath := []string{"-trimpath"}
	base, _ := goBuild(t, program{flags: trimpath})
	arm, _ := goBuild(t, program{flags: trimpath, environment: "GOARCH=arm64"})
	const buildID = "the build ID differs as well (.note.go.buildid, .note.gnu.build-id), as it does with any difference in what is built"
	for _, test := range []struct {
		name string
		a    File
		b    program
		want []string // FOLDER stands for that of the source of B.
	}{
		{"same", base, program{flags: trimpath}, []string{}},
		{"build tag", base, program{flags: []string{"-trimpath", "-tags=tagged"}}, []string{
			"the build setting -tags differs: none in A, tagged in B",
			"the source file example.com/program/tagged.go is only in B",
			"the function main.init.0 is only in B",
			"the code of the functions in both is the same but for addresses",
			buildID,
		}},
		{"no -trimpath", base, program{}, []string{
			"the build setting -trimpath differs: true in A, none in B",
			"the build setting -ldflags differs: none in A, -s -w in B",
			"file names differ as if B was built without -trimpath: A says example.com/program/main.go, B says FOLDER/main.go",
			buildID,
		}},
		{"no -s -w", base, program{flags: trimpath, linkerFlags: "-X=main.none=1"}, []string{
			"only B has debug information (.debug_info), as when only the other was linked with -s or -w",
			"only B has a symbol table (.symtab), as when only the other was linked with -s",
			buildID,
		}},
		{"-X", base, program{flags: trimpath, linkerFlags: "-s -w -X main.version=1.2.3"}, []string{
			"no function differs but data does (.rodata, .data), as with another -X of the linker or another constant",
			"the code is the same but for addresses",
			buildID,
		}},
		{"version of Go", base, program{flags: trimpath, linkerFlags: "-s -w -X runtime.buildVersion=go1.20.1"}, []string{
			"the versions of Go differ: " + runtime.Version() + " in A, go1.20.1 in B",
			buildID,
		}},
		{"constant", base, program{flags: trimpath, files: in("answer.go", "42", "43")}, []string{
			"the code of the function main.answer (answer.go:4) differs",
			buildID,
		}},
		{"added function", base, program{flags: trimpath, files: in("answer.go", "42 }", "more(x) }\n\n//go:noinline\nfunc more(x int) int { return x * x }")}, []string{
			"the function main.more is only in B",
			"the code of the function main.answer (answer.go:4) differs",
			buildID,
		}},
		{"language version", base, program{flags: trimpath, files: in("loop.go", "go1.22", "go1.21")}, []string{
			"the code of 2 functions differs, first by address that of main.loop (loop.go:8)",
			"the number of places that allocate variables in main.loop differs, as when one side is compiled for a language version " +
				"below go1.22 (loop variables), which is only a hint: 1 in A, 1 in loops; 2 in B, 1 in loops",
			buildID,
		}},
		{"main module", base, program{flags: trimpath, files: in("go.mod", "program", "other")}, []string{
			"the main packages differ: example.com/program in A, example.com/other in B",
			"the main modules differ: example.com/program (devel) in A, example.com/other (devel) in B",
			"file names differ: A says example.com/program/main.go, B says example.com/other/main.go",
			"the code is the same but for addresses",
			buildID,
		}},
		{"address", base, program{flags: trimpath, linkerFlags: "-s -w -T 0x601000"}, []string{
			"the code starts at another address: 0x401000 in A, 0x601000 in B",
			buildID,
		}},
		{"arm64 -X", arm, program{flags: trimpath, environment: "GOARCH=arm64", linkerFlags: "-s -w -X main.version=1.2.3"}, []string{
			"no function differs but data does (.rodata, .data), as with another -X of the linker or another constant",
			"the code is the same but for addresses",
			buildID,
		}},
		{"arm64 constant", arm, program{flags: trimpath, environment: "GOARCH=arm64", files: in("answer.go", "42", "43")}, []string{
			"the code of the function main.answer (answer.go:4) differs",
			buildID,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, folder := goBuild(t, test.b)
			difference, err := Compare(test.a, b)
			if err != nil {
				t.Fatal(err)
			}
			for i, cause := range difference.Causes {
				difference.Causes[i] = strings.ReplaceAll(cause, folder, "FOLDER")
			}
			if !slices.Contains(test.b.flags, "-trimpath") {
				// Whether addresses move as well depends on the length of the folder's name.
				difference.Causes = slices.DeleteFunc(difference.Causes, func(cause string) bool { return cause == "the code is the same but for addresses" })
			}
			if diff := cmp.Diff(test.want, difference.Causes); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(difference.Notes) > 0 {
				t.Errorf("notes %q", difference.Notes)
			}
		})
	}
}

func TestCausesOfMachines(t *testing.T) {
	a, _ := goBuild(t, program{flags: []string{"-trimpath"}})
	b, _ := goBuild(t, program{flags: []string{"-trimpath"}, environment: "GOARCH=arm64"})
	difference, err := Compare(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := difference.Causes[0], "the machines differ: EM_X86_64 in A, EM_AARCH64 in B"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if difference.Go.DifferentFunctions != 0 {
		t.Errorf("%d functions compared as different", difference.Go.DifferentFunctions)
	}
}

func TestFirstFunction(t *testing.T) {
	for _, test := range []struct {
		environment  string
		wantA, wantB string // In the instruction that is marked.
		wantCall     string // In a later one of B.
	}{
		{"GOARCH=amd64", "XORL CX, CX", "LEAQ data(SB), AX", "CALL runtime.newobject(SB)"},
		{"GOARCH=arm64", "MOVD ZR, R1", "ADRP 0(PC), R0", "CALL runtime.newobject(SB)"},
	} {
		t.Run(test.environment, func(t *testing.T) {
			a, _ := goBuild(t, program{flags: []string{"-trimpath"}, environment: test.environment})
			b, _ := goBuild(t, program{flags: []string{"-trimpath"}, environment: test.environment, files: in("loop.go", "go1.22", "go1.21")})
			difference, err := Compare(a, b)
			if err != nil {
				t.Fatal(err)
			}
			f := difference.Go.FirstFunction
			if f == nil || f.Name != "main.loop" || f.FileB != "example.com/program/loop.go" || f.LineB != 8 || f.SizeA >= f.SizeB {
				t.Fatalf("got %+v", f)
			}
			for side, got := range map[string][]string{test.wantA: f.A, test.wantB: f.B} {
				const marked = 5
				if len(got) != 11 || !strings.HasPrefix(got[marked], "> loop.go:9 +0x") || !strings.HasSuffix(got[marked], side) {
					t.Errorf("got\n%s\nwant %q in the middle", strings.Join(got, "\n"), side)
				}
			}
			if listing := strings.Join(f.B, "\n"); !strings.Contains(listing, test.wantCall) {
				t.Errorf("got\n%s\nwant %s", listing, test.wantCall)
			}
		})
	}
}

func TestCausesInBuildInfo(t *testing.T) {
	base := debug.BuildInfo{
		GoVersion: "go1.26.7", Path: "m/p", Main: debug.Module{Path: "m", Version: "v1.0.0"},
		Deps: []*debug.Module{{Path: "x", Version: "v1.2.3", Sum: "h1:x"}, {Path: "y", Version: "v1.2.3", Sum: "h1:y"}},
		Settings: []debug.BuildSetting{
			{Key: "-tags", Value: "t"}, {Key: "CGO_ENABLED", Value: "0"}, {Key: "vcs.revision", Value: "c0ffee"},
		},
	}
	for _, test := range []struct {
		name   string
		change func(*debug.BuildInfo)
		want   []string
	}{
		{"nothing", func(*debug.BuildInfo) {}, nil},
		{"version of Go", func(i *debug.BuildInfo) { i.GoVersion = "go1.26.8" }, []string{"the versions of Go differ: go1.26.7 in A, go1.26.8 in B"}},
		{"main module", func(i *debug.BuildInfo) { i.Main.Version = "v1.1.0" }, []string{"the main modules differ: m v1.0.0 in A, m v1.1.0 in B"}},
		{"modules", func(i *debug.BuildInfo) {
			i.Deps = []*debug.Module{{Path: "x", Version: "v1.2.3", Replace: &debug.Module{Path: "./x"}}, {Path: "z", Version: "v1.0.0"}}
		}, []string{
			"the module x differs: v1.2.3 h1:x in A, v1.2.3 => ./x in B",
			"the module y differs: v1.2.3 h1:y in A, none in B",
			"the module z differs: none in A, v1.0.0 in B",
		}},
		{"many modules", func(i *debug.BuildInfo) {
			for _, path := range []string{"a", "b", "c", "d", "e", "f", "g"} {
				i.Deps = append(i.Deps, &debug.Module{Path: path, Version: "v1.0.0"})
			}
		}, []string{
			"the module a differs: none in A, v1.0.0 in B",
			"the module b differs: none in A, v1.0.0 in B",
			"the module c differs: none in A, v1.0.0 in B",
			"the module d differs: none in A, v1.0.0 in B",
			"the module e differs: none in A, v1.0.0 in B",
			"2 more modules differ",
		}},
		{"settings", func(i *debug.BuildInfo) {
			i.Settings = []debug.BuildSetting{{Key: "CGO_ENABLED", Value: "1"}, {Key: "DefaultGODEBUG", Value: "panicnil=1"}, {Key: "vcs.revision", Value: "c0ffee"}}
		}, []string{
			"the build setting -tags differs: t in A, none in B",
			"the build setting CGO_ENABLED differs: 0 in A, 1 in B",
			"the build setting DefaultGODEBUG differs: none in A, panicnil=1 in B (it follows from the go line of go.mod)",
		}},
		{"bare", func(i *debug.BuildInfo) { *i = debug.BuildInfo{GoVersion: i.GoVersion} }, []string{
			"B has no build information but the version of Go, as when not built by the go command",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := base
			test.change(&changed)
			c := goComparison{a: goProgram{info: &base}, b: goProgram{info: &changed}}
			c.result.BuildInfo = compareBuildInfo(&base, &changed)
			var got causeList
			got.addBuildInfo(&c)
			if diff := cmp.Diff(test.want, []string(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
