package executable

import (
	"bytes"
	"fmt"
	"path"
	"slices"
)

// goComparison is a comparison of two Go programs, with what only the causes need.
type goComparison struct {
	a, b   goProgram
	result Go
	notes  []string
	// codeCompared tells whether the functions were compared by instruction.
	codeCompared bool
	// mainFileA and mainFileB are where main.main starts in the source, "" if not known.
	mainFileA, mainFileB string
	// allocationsA and allocationsB are those of the first function that differs.
	allocationsA, allocationsB allocations
	// bufferA and bufferB are for the code of a function.
	bufferA, bufferB []byte
}

func compareGo(a, b *elfFile) (*goComparison, error) {
	c := &goComparison{
		a: goProgram{side: "A", file: a}, b: goProgram{side: "B", file: b},
		result: Go{
			FunctionsOnlyInA: noNames(), FunctionsOnlyInB: noNames(),
			FilesOnlyInA: noNames(), FilesOnlyInB: noNames(),
		},
	}
	readable := true
	for _, program := range []*goProgram{&c.a, &c.b} {
		if err := program.readBuildInfo(); err != nil {
			c.notes = append(c.notes, fmt.Sprintf("the build information of %s cannot be read: %v", program.side, err))
		}
		if err := program.readFunctions(); err != nil {
			c.notes = append(c.notes, fmt.Sprintf("the functions of %s cannot be read: %v", program.side, err))
			readable = false
		}
	}
	c.result.BuildInfo = compareBuildInfo(c.a.info, c.b.info)
	if !readable {
		return c, nil
	}
	_, c.result.FilesOnlyInA, c.result.FilesOnlyInB = match(c.a.table.files, c.b.table.files)
	pairs, onlyA, onlyB := match(c.a.table.names(), c.b.table.names())
	c.result.FunctionsOnlyInA, c.result.FunctionsOnlyInB = onlyA, onlyB
	c.mainFileA, c.mainFileB = c.a.table.fileOf("main.main"), c.b.table.fileOf("main.main")
	return c, c.compareCode(pairs)
}

// compareCode looks for functions that differ. Where instructions are not understood, addresses make
// the bytes of most functions differ, so these count only if all sizes are equal.
func (c *goComparison) compareCode(pairs []pair) error {
	if c.a.file.Machine != c.b.file.Machine || c.a.file.Class != c.b.file.Class {
		return nil
	}
	tests := []func(a, b *code) bool{func(a, b *code) bool { return firstDifference(a, b) >= 0 }}
	if c.codeCompared = c.a.machine != nil; !c.codeCompared {
		c.notes = append(c.notes, fmt.Sprintf("instructions of %s are not understood: a function differs if its size does, "+
			"or, if no size does, its bytes, which addresses in it change", c.a.file.Machine))
		tests = []func(a, b *code) bool{
			func(a, b *code) bool { return len(a.bytes) != len(b.bytes) },
			func(a, b *code) bool { return !bytes.Equal(a.bytes, b.bytes) },
		}
	}
	for _, differ := range tests {
		for _, p := range pairs {
			a, b, err := c.code(p)
			if err != nil {
				return err
			}
			if !differ(a, b) {
				continue
			}
			if c.result.DifferentFunctions++; c.result.DifferentFunctions == 1 {
				c.describe(a, b)
			}
		}
		if c.result.DifferentFunctions > 0 {
			break
		}
	}
	return nil
}

// code returns the code of two functions. It is overwritten by that of the next two.
func (c *goComparison) code(p pair) (a, b *code, err error) {
	if a, err = c.a.code(c.a.table.functions[p.a], &c.bufferA); err != nil {
		return nil, nil, err
	}
	if b, err = c.b.code(c.b.table.functions[p.b], &c.bufferB); err != nil {
		return nil, nil, err
	}
	return a, b, nil
}

// describe takes the functions as the first ones that differ.
func (c *goComparison) describe(a, b *code) {
	f := &Function{
		Name:  a.function.name,
		LineA: a.function.line, LineB: b.function.line,
		SizeA: int64(len(a.bytes)), SizeB: int64(len(b.bytes)),
		A: []string{}, B: []string{},
	}
	f.FileA, _ = c.a.table.position(a.function, a.function.start)
	f.FileB, _ = c.b.table.position(b.function, b.function.start)
	if c.codeCompared {
		index := firstDifference(a, b)
		f.A, f.B = a.list(index), b.list(index)
		c.allocationsA, c.allocationsB = a.allocations(), b.allocations()
	}
	c.result.FirstFunction = f
}

// samePlace tells whether the function is at the same place of the source, whatever folder that is in.
func (f *Function) samePlace() bool {
	return path.Base(f.FileA) == path.Base(f.FileB) && f.LineA == f.LineB
}

// compilersDiffer tells whether the build information tells of a difference in how code is compiled.
func (c *goComparison) compilersDiffer() bool {
	settings := []string{
		"build -compiler", "build -gcflags", "build -race", "build -msan", "build -asan", "build -cover", "build -pgo",
		"build GOAMD64", "build GOARM64", "build GOEXPERIMENT",
	}
	bare := c.a.isBare() || c.b.isBare()
	return slices.ContainsFunc(c.result.BuildInfo, func(line Line) bool {
		return !line.Equal && (line.Key == "go" || !bare && slices.Contains(settings, line.Key))
	})
}
