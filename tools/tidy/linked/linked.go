// Package linked tells which Go packages a program is made of by reading the
// program itself, so that the answer holds whatever built it.
package linked

import (
	"debug/elf"
	"debug/gosym"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Packages returns the sorted import paths of the packages that have at least
// one function in the ELF program. The function table that it reads is needed
// at run time, so it is there in a stripped program too.
//
// A package that is only inlined into others does not appear. One that the
// runtime fills in by linkname, as runtime/debug, may appear unimported.
func Packages(program string) ([]string, error) {
	table, err := functions(program)
	if err != nil {
		return nil, fmt.Errorf("packages of %s: %w", program, err)
	}
	found := map[string]bool{}
	for _, f := range table.Funcs {
		pkg, err := packageOf(f.Name)
		if err != nil {
			return nil, fmt.Errorf("packages of %s: %w", program, err)
		}
		if pkg != "" {
			found[pkg] = true
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("packages of %s: its function table is empty", program)
	}
	packages := slices.Collect(maps.Keys(found))
	packages = slices.DeleteFunc(packages, func(pkg string) bool { return isPromoted(pkg, found) })
	slices.Sort(packages)
	return packages, nil
}

func functions(program string) (*gosym.Table, error) {
	file, err := elf.Open(program)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text := file.Section(".text")
	lines := file.Section(".gopclntab")
	if lines == nil { // position independent
		lines = file.Section(".data.rel.ro.gopclntab")
	}
	if text == nil || lines == nil {
		return nil, errors.New("not a Go program: no function table")
	}
	data, err := lines.Data()
	if err != nil {
		return nil, err
	}
	return gosym.NewTable(nil, gosym.NewLineTable(data, text.Addr))
}
