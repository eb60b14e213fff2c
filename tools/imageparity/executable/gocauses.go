package executable

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

func (l *causeList) addGo(c *goComparison, sections []Section) {
	l.addBuildInfo(c)
	l.addFileNames(c)
	l.addFunctions(c)
	if c.codeCompared && c.result.DifferentFunctions == 0 {
		l.addSameCode(c, sections)
	}
}

// addSameCode is about programs that have no functions of which the code differs.
func (l *causeList) addSameCode(c *goComparison, sections []Section) {
	if a, b := c.a.text.Addr, c.b.text.Addr; a != b {
		l.add("the code starts at another address: %#x in A, %#x in B", a, b)
	}
	data := changed(sections, ".rodata", ".data", ".noptrdata", ".data.rel.ro")
	if len(*l) == 0 && len(data) > 0 {
		l.add("no function differs but data does (%s), as with another -X of the linker or another constant", strings.Join(data, ", "))
	}
	switch {
	case len(changed(sections, ".text")) == 0:
	case !c.a.onlyGoCode() || !c.b.onlyGoCode():
		l.add("the code of the Go functions in both is the same but for addresses; other code in .text was not compared")
	case c.result.FunctionsOnlyInA.Total > 0 || c.result.FunctionsOnlyInB.Total > 0:
		l.add("the code of the functions in both is the same but for addresses")
	default:
		l.add("the code is the same but for addresses")
	}
}

// maxModules is how many modules get a sentence each.
const maxModules = 5

func (l *causeList) addBuildInfo(c *goComparison) {
	if c.a.info == nil || c.b.info == nil {
		return // A note says why.
	}
	bareA, bareB := c.a.isBare(), c.b.isBare()
	modules := 0
	for _, line := range c.result.BuildInfo {
		if line.Equal || line.Key != "go" && (bareA || bareB) {
			continue
		}
		kind, name, _ := strings.Cut(line.Key, " ")
		a, b := orNone(line.A), orNone(line.B)
		switch kind {
		case "go":
			l.add("the versions of Go differ: %s in A, %s in B", a, b)
		case "path":
			l.add("the main packages differ: %s in A, %s in B", a, b)
		case "mod":
			l.add("the main modules differ: %s in A, %s in B", a, b)
		case "dep":
			if modules++; modules <= maxModules {
				l.add("the module %s differs: %s in A, %s in B", name, a, b)
			}
		default:
			origin := ""
			if name == "DefaultGODEBUG" {
				origin = " (it follows from the go line of go.mod)"
			}
			l.add("the build setting %s differs: %s in A, %s in B%s", name, a, b, origin)
		}
	}
	if modules > maxModules {
		l.add("%d more modules differ", modules-maxModules)
	}
	switch {
	case bareA && !bareB:
		l.add("A has no build information but the version of Go, as when not built by the go command")
	case bareB && !bareA:
		l.add("B has no build information but the version of Go, as when not built by the go command")
	}
}

func orNone(s *string) string {
	if s == nil {
		return "none"
	}
	if *s == "" {
		return `""` // Such as CGO_CFLAGS set to nothing.
	}
	return *s
}

func (l *causeList) addFileNames(c *goComparison) {
	onlyA, onlyB := c.result.FilesOnlyInA, c.result.FilesOnlyInB
	a, b := c.mainFileA, c.mainFileB
	if a == b || path.Base(a) != path.Base(b) {
		a, b = sameBase(onlyA.First, onlyB.First)
	}
	switch {
	case a == "":
		l.addOnly("source file", "A", onlyA)
		l.addOnly("source file", "B", onlyB)
	case path.IsAbs(a) && !path.IsAbs(b):
		l.add("file names differ as if A was built without -trimpath: A says %s, B says %s", a, b)
	case path.IsAbs(b) && !path.IsAbs(a):
		l.add("file names differ as if B was built without -trimpath: A says %s, B says %s", a, b)
	default:
		l.add("file names differ: A says %s, B says %s", a, b)
	}
}

// sameBase returns the first names that differ in no more than the folder, "" if there are none.
func sameBase(namesA, namesB []string) (a, b string) {
	for _, a := range namesA {
		if i := slices.IndexFunc(namesB, func(b string) bool { return path.Base(a) == path.Base(b) }); i >= 0 {
			return a, namesB[i]
		}
	}
	return "", ""
}

// addOnly is about names that only the program of that side has.
func (l *causeList) addOnly(kind, side string, names Names) {
	switch {
	case names.Total == 1:
		l.add("the %s %s is only in %s", kind, names.First[0], side)
	case names.Total > 1:
		l.add("%d %ss are only in %s, the first is %s", names.Total, kind, side, names.First[0])
	}
}

func (l *causeList) addFunctions(c *goComparison) {
	l.addOnly("function", "A", c.result.FunctionsOnlyInA)
	l.addOnly("function", "B", c.result.FunctionsOnlyInB)
	f := c.result.FirstFunction
	if f == nil {
		return
	}
	name := fmt.Sprintf("%s (%s:%d)", f.Name, path.Base(f.FileA), f.LineA)
	if !f.samePlace() {
		name = fmt.Sprintf("%s (%s:%d in A, %s:%d in B)", f.Name, path.Base(f.FileA), f.LineA, path.Base(f.FileB), f.LineB)
	}
	if count := c.result.DifferentFunctions; count == 1 {
		l.add("the code of the function %s differs", name)
	} else {
		l.add("the code of %d functions differs, first by address that of %s", count, name)
	}
	if a, b := c.allocationsA, c.allocationsB; a != b && f.samePlace() && !c.compilersDiffer() {
		l.add("the number of places that allocate variables in %s differs, as when one side is compiled for a language version "+
			"below go1.22 (loop variables), which is only a hint: %d in A, %d in loops; %d in B, %d in loops",
			f.Name, a.calls, a.inLoops, b.calls, b.inLoops)
	}
}
