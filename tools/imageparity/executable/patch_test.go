package executable

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"
)

// The tests in this file compare the test program with copies of itself that are changed in some bytes.

//go:noinline
func patched(x int) int { return x*x + 1 }

// text is in the program once.
const text = "what a test changes in .rodata"

// self returns a copy of the test program.
func self(t testing.TB) []byte {
	t.Helper()
	if patched(len(os.Getenv(text))) == 0 { // So that both are in the program.
		t.Fatal("arithmetic")
	}
	name, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := machines[elf.Machine(binary.LittleEndian.Uint16(content[18:]))]; !ok {
		t.Skip("the test program's instructions are not understood")
	}
	return content
}

func fileOf(content []byte) File {
	return File{Content: bytes.NewReader(content), Size: int64(len(content))}
}

// section returns a part of the content.
func section(t *testing.T, content []byte, name string) []byte {
	t.Helper()
	file, err := open(fileOf(content))
	if err != nil {
		t.Fatal(err)
	}
	s := file.Section(name)
	if s == nil {
		t.Skipf("the test program has no %s", name)
	}
	return content[s.Offset : s.Offset+s.FileSize]
}

// instruction returns the first one of patched that refers to nothing.
func firstInstruction(t *testing.T, content []byte) []byte {
	t.Helper()
	file, err := open(fileOf(content))
	if err != nil {
		t.Fatal(err)
	}
	p := goProgram{file: file}
	if err := p.readFunctions(); err != nil {
		t.Fatal(err)
	}
	for _, f := range p.table.functions {
		if !strings.HasSuffix(f.name, "/executable.patched") {
			continue
		}
		c, err := p.code(f, new([]byte))
		if err != nil {
			t.Fatal(err)
		}
		for {
			if i, offset, ok := c.next(); !ok {
				break
			} else if !i.hasTarget && !i.hasPage {
				return section(t, content, ".text")[f.start-p.text.Addr+uint64(offset):][:i.size]
			}
		}
	}
	t.Fatal("no such instruction")
	return nil
}

func TestPatched(t *testing.T) {
	const patchedName = "example.com/simplebank/tools/imageparity/executable.patched"
	for _, test := range []struct {
		name       string
		change     func(t *testing.T, content []byte) []byte
		causes     []string // How they start.
		notes      []string // How they start.
		functions  int
		noSections bool
	}{
		{name: "nothing", noSections: true, change: func(_ *testing.T, content []byte) []byte { return content }},
		{
			name: "instruction", functions: 1,
			change: func(t *testing.T, content []byte) []byte {
				i := firstInstruction(t, content)
				i[len(i)-1] ^= 0x10
				return content
			},
			causes: []string{"the code of the function " + patchedName + " (patch_test.go:16) differs"},
		},
		{
			name: "constant",
			change: func(t *testing.T, content []byte) []byte {
				rodata := section(t, content, ".rodata")
				rodata[bytes.Index(rodata, []byte(text))] ^= 1
				return content
			},
			causes: []string{"no function differs but data does (.rodata), as with another -X"},
		},
		{
			name: "build ID",
			change: func(t *testing.T, content []byte) []byte {
				id := section(t, content, ".note.go.buildid")
				id[len(id)-1] ^= 1
				return content
			},
			causes: []string{"no section but that of the build ID differs (.note.go.buildid)"},
		},
		{
			name: "outside", noSections: true,
			change: func(_ *testing.T, content []byte) []byte { return append(content, 0) },
			causes: []string{"all sections are equal: the files differ outside of them or in their tables, first at offset "},
		},
		{
			name: "function table",
			change: func(t *testing.T, content []byte) []byte {
				section(t, content, ".gopclntab")[0] ^= 1
				return content
			},
			notes: []string{"the functions of B cannot be read: its function table: it is not of Go 1.20 or later"},
		},
		{
			name: "build information",
			change: func(t *testing.T, content []byte) []byte {
				section(t, content, ".go.buildinfo")[0] ^= 1
				return content
			},
			notes: []string{"the build information of B cannot be read: "},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			difference, err := Compare(fileOf(self(t)), fileOf(test.change(t, self(t))))
			if err != nil {
				t.Fatal(err)
			}
			checkStarts(t, "causes", difference.Causes, test.causes)
			checkStarts(t, "notes", difference.Notes, test.notes)
			if difference.Go == nil || difference.Go.DifferentFunctions != test.functions {
				t.Errorf("of Go %+v, want %d different functions", difference.Go, test.functions)
			}
			if test.noSections != (len(difference.Sections) == 0) {
				t.Errorf("sections %v", difference.Sections)
			}
			for _, s := range difference.Sections {
				if s.DifferentBytes == nil || *s.DifferentBytes != 1 || *s.FirstDifference >= *s.SizeA {
					t.Errorf("section %+v, want 1 byte to differ", s)
				}
			}
		})
	}
}

func checkStarts(t *testing.T, what string, got, want []string) {
	t.Helper()
	equal := len(got) == len(want)
	for i := 0; equal && i < len(want); i++ {
		equal = strings.HasPrefix(got[i], want[i])
	}
	if !equal {
		t.Errorf("%s %q, want %q", what, got, want)
	}
}

func TestOtherMachine(t *testing.T) {
	forMachine := func(change bool) File {
		content := self(t)
		if change {
			i := firstInstruction(t, content)
			i[len(i)-1] ^= 0x10
		}
		binary.LittleEndian.PutUint16(content[18:], uint16(elf.EM_RISCV))
		return fileOf(content)
	}
	difference, err := Compare(forMachine(false), forMachine(true))
	if err != nil {
		t.Fatal(err)
	}
	checkStarts(t, "notes", difference.Notes, []string{"instructions of EM_RISCV are not understood"})
	if f := difference.Go.FirstFunction; f == nil || !strings.HasSuffix(f.Name, ".patched") || len(f.A) > 0 {
		t.Errorf("got %+v", f)
	}
}

func TestNotExecutable(t *testing.T) {
	program, other := fileOf(self(t)), fileOf([]byte("#!/bin/sh\necho A script is no ELF file.\n"))
	if _, err := Compare(other, fileOf(nil)); !errors.Is(err, ErrNotExecutable) {
		t.Errorf("got %v", err)
	}
	for want, files := range map[string][2]File{
		"only A is an ELF file": {program, other},
		"only B is an ELF file": {other, program},
	} {
		difference, err := Compare(files[0], files[1])
		if err != nil {
			t.Fatal(err)
		}
		checkStarts(t, "causes", difference.Causes, []string{want})
	}
}

func TestMalformed(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(content []byte) []byte
		want   string
	}{
		{"no header", func(content []byte) []byte { return content[:20] }, "read B as ELF: read the header: unexpected EOF"},
		{"cut short", func(content []byte) []byte { return content[:len(content)/2] }, "read B as ELF: "},
		{"many sections", func(content []byte) []byte {
			binary.LittleEndian.PutUint16(content[60:], 60000)
			return content
		}, "read B as ELF: more than 1000 sections"},
		{"large table of names", func(content []byte) []byte {
			const entrySize, size = 64, 32
			table := binary.LittleEndian.Uint64(content[40:])
			names := uint64(binary.LittleEndian.Uint16(content[62:]))
			binary.LittleEndian.PutUint64(content[table+names*entrySize+size:], 1<<20)
			return content
		}, "read B as ELF: more than 65536 bytes of section names"},
		{"sections overlap", func(content []byte) []byte {
			const entrySize, offset, size = 64, 24, 32
			table := binary.LittleEndian.Uint64(content[40:])
			for i := range uint64(2) {
				binary.LittleEndian.PutUint64(content[table+(i+1)*entrySize+offset:], 0)
				binary.LittleEndian.PutUint64(content[table+(i+1)*entrySize+size:], uint64(len(content)))
			}
			return content
		}, "read B as ELF: sections overlap"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Compare(fileOf(self(t)), fileOf(test.change(self(t))))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
