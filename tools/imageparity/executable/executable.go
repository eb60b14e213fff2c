// Package executable tells why two executables differ: by ELF section, and for Go programs by build
// information, source file names and machine code. It works on stripped programs.
package executable

import (
	"errors"
	"fmt"
	"io"
)

// File is a file to compare.
type File struct {
	Content io.ReaderAt
	Size    int64 // In bytes.
}

// ErrNotExecutable says that neither file is an ELF file.
var ErrNotExecutable = errors.New("not an executable: neither file is ELF")

// Compare tells how two files differ. If just one of them is an ELF file, that is the difference. The
// error is ErrNotExecutable, or says what could not be read. Where only the Go part of a program is
// malformed, the notes of the result say so, and what could be compared is there.
//
// Files are read in pieces. What is kept in memory are the function tables of Go programs, a quarter of
// their size, and at most 64 MB each.
func Compare(a, b File) (difference *Difference, err error) {
	// debug/elf and the disassemblers do not promise to withstand malformed input without a panic.
	defer func() {
		if r := recover(); r != nil {
			difference, err = nil, fmt.Errorf("compare executables: malformed: %v", r)
		}
	}()
	fileA, errA := open(a)
	fileB, errB := open(b)
	switch notA, notB := errors.Is(errA, ErrNotExecutable), errors.Is(errB, ErrNotExecutable); {
	case notA && notB:
		return nil, ErrNotExecutable
	case notA && errB == nil:
		return onlyCause("only B is an ELF file"), nil
	case notB && errA == nil:
		return onlyCause("only A is an ELF file"), nil
	case errA != nil && !notA:
		return nil, fmt.Errorf("read A as ELF: %w", errA)
	case errB != nil && !notB:
		return nil, fmt.Errorf("read B as ELF: %w", errB)
	}
	return compareELF(fileA, fileB)
}

func onlyCause(cause string) *Difference {
	return &Difference{Causes: []string{cause}, Notes: []string{}, Sections: []Section{}, Header: []Field{}}
}

func compareELF(a, b *elfFile) (*Difference, error) {
	sections, err := compareSections(a, b)
	if err != nil {
		return nil, err
	}
	difference := &Difference{Notes: []string{}, Sections: sections, Header: compareHeaders(a, b)}
	var programs *goComparison
	if a.isGo() && b.isGo() {
		if programs, err = compareGo(a, b); err != nil {
			return nil, err
		}
		difference.Go = &programs.result
		difference.Notes = append(difference.Notes, programs.notes...)
	}
	difference.Causes, err = findCauses(a, b, difference, programs)
	return difference, err
}
