package executable

import (
	"bytes"
	"debug/elf"
	"io"
	"testing"
)

// overlay is content with a patch over it, which is not copied.
type overlay struct {
	content []byte
	patch   []byte
	offset  int64
}

func (o overlay) ReadAt(p []byte, offset int64) (int, error) {
	n, err := bytes.NewReader(o.content).ReadAt(p, offset)
	for i := range n {
		if j := offset + int64(i) - o.offset; j >= 0 && j < int64(len(o.patch)) {
			p[i] = o.patch[j]
		}
	}
	return n, err
}

func FuzzOpen(f *testing.F) {
	content := self(f)
	f.Add(uint16(40), []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Add(uint16(4), []byte{1, 2})
	f.Fuzz(func(_ *testing.T, offset uint16, patch []byte) {
		_, _ = open(File{overlay{content, patch, int64(offset)}, int64(len(content))})
	})
}

func FuzzFunctionTable(f *testing.F) {
	file, err := open(fileOf(self(f)))
	if err != nil {
		f.Fatal(err)
	}
	text := file.Section(".text")
	table := make([]byte, contentSize(file.Section(".gopclntab")))
	if _, err := io.ReadFull(file.content(file.Section(".gopclntab")), table); err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(8), []byte{0xff, 0xff, 0xff, 0xff})
	f.Add(uint32(0x40), []byte{0xff})
	f.Fuzz(func(_ *testing.T, offset uint32, patch []byte) {
		data := bytes.Clone(table)
		if int(offset) < len(data) {
			copy(data[offset:], patch)
		}
		t, err := parseFunctionTable(string(data), file, text)
		if err != nil {
			return
		}
		for i, function := range t.functions {
			if i%100 == 0 {
				t.position(function, function.start)
				t.position(function, function.end)
				t.find(function.start)
			}
		}
	})
}

func FuzzInstructions(f *testing.F) {
	f.Add([]byte{0xe8, 0, 0, 0, 0, 0xc5, 0xfe, 0x6f, 0x05, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, kind := range []elf.Machine{elf.EM_X86_64, elf.EM_AARCH64} {
			m := machines[kind]
			p := &goProgram{table: &functionTable{}, machine: &m}
			c := code{program: p, function: function{end: uint64(len(content))}, bytes: content}
			if c.list(1 << 20); c.offset != len(content) {
				t.Errorf("%s ends at %d of %d", kind, c.offset, len(content))
			}
			c.allocations()
		}
	})
}
