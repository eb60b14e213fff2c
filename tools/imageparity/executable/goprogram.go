package executable

import (
	"debug/buildinfo"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
)

// goProgram is what an ELF file has of a Go program.
type goProgram struct {
	side    string // A or B.
	file    *elfFile
	info    *debug.BuildInfo // nil if it has none that can be read.
	table   *functionTable
	text    *elf.Section
	machine *machine // nil if its instructions are not understood.
}

func (f *elfFile) isGo() bool {
	return f.firstSection(".go.buildinfo", ".gopclntab", ".data.rel.ro.gopclntab") != nil
}

func (p *goProgram) readBuildInfo() (err error) {
	if p.file.Section(".go.buildinfo") == nil { // Otherwise, all data would be searched for it.
		return errors.New("there is none")
	}
	p.info, err = buildinfo.Read(&limitedReader{p.file.file.Content, maxBuildInfo})
	return err
}

// isBare tells whether the version of Go is all of the build information.
func (p *goProgram) isBare() bool {
	return p.info != nil && p.info.Path == "" && len(p.info.Deps) == 0 && len(p.info.Settings) == 0
}

// readFunctions reads what is needed to compare the code.
func (p *goProgram) readFunctions() error {
	if p.text = p.file.Section(".text"); p.text == nil {
		return errors.New("there is no section .text")
	}
	table, err := readFunctionTable(p.file, p.text)
	if err != nil {
		return fmt.Errorf("its function table: %w", err)
	}
	p.table = table
	if m, ok := machines[p.file.Machine]; ok && p.file.Class == elf.ELFCLASS64 {
		p.machine = &m
	}
	return nil
}

// code reads the code of a function into the buffer, which it makes larger if need be.
func (p *goProgram) code(f function, buffer *[]byte) (*code, error) {
	offset, size := int64(f.start-p.text.Addr), int64(f.end-f.start)
	*buffer = slices.Grow((*buffer)[:0], int(size))[:size]
	if _, err := io.ReadFull(io.NewSectionReader(p.file.content(p.text), offset, size), *buffer); err != nil {
		return nil, fmt.Errorf("read the code of %s: %w", f.name, err)
	}
	bytes := *buffer
	if p.machine != nil {
		for len(bytes) > 0 && bytes[len(bytes)-1] == p.machine.padding {
			bytes = bytes[:len(bytes)-1]
		}
	}
	return &code{program: p, function: f, bytes: bytes}, nil
}

// onlyGoCode tells whether .text has nothing but Go functions, which are one after the other.
func (p *goProgram) onlyGoCode() bool {
	functions := p.table.functions
	return len(functions) > 0 && functions[0].start == p.text.Addr
}
