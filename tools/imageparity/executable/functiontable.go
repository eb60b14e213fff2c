package executable

import (
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"sort"
	"strings"
)

// The limits of what is read of a program. One of 53 MB was seen to have 82,000 functions in 13 MB.
const (
	maxFunctionTable = 64 << 20 // Bytes.
	maxFunctions     = 1 << 20
	maxFunctionSize  = 16 << 20 // Bytes of code.
	maxName          = 4 << 10  // Bytes of a function's or file's name; the rest is cut off.
)

// functionTable is the table that Go's runtime makes stack traces from (.gopclntab), as of Go 1.20. See
// cmd/link/internal/ld/pcln.go in Go's source.
//
// debug/gosym reads it too, but copies each name, and in a malformed table all may overlap.
type functionTable struct {
	functions []function // By address.
	files     []string

	bigEndian bool
	wordSize  uint64 // Bytes of an address.
	quantum   uint64 // Addresses in position tables are in this unit, in bytes.

	// The parts of the table. Strings, so that names share their memory.
	compilationUnits, fileNames, positions string
}

// function is a Go function in the code.
type function struct {
	name       string
	start, end uint64 // Addresses; before the end is padding.
	line       int    // In the source.
	// Offsets in other parts of the table.
	filePositions, linePositions uint32
	compilationUnit              uint32
}

func readFunctionTable(file *elfFile, text *elf.Section) (*functionTable, error) {
	section := file.firstSection(".gopclntab", ".data.rel.ro.gopclntab") // The latter up to Go 1.25.
	if section == nil {
		return nil, errors.New("it has none")
	}
	if contentSize(section) > maxFunctionTable {
		return nil, fmt.Errorf("it has %d bytes, the limit is %d", section.FileSize, maxFunctionTable)
	}
	var data strings.Builder
	data.Grow(int(contentSize(section)))
	if _, err := io.Copy(&data, file.content(section)); err != nil {
		return nil, err
	}
	return parseFunctionTable(data.String(), file, text)
}

func parseFunctionTable(data string, file *elfFile, text *elf.Section) (*functionTable, error) {
	const magic = 0xfffffff1
	t := &functionTable{bigEndian: file.ByteOrder == binary.BigEndian}
	if m, ok := t.uint32(data, 0); !ok || m != magic {
		return nil, errors.New("it is not of Go 1.20 or later")
	}
	var words [8]uint64 // Of the header, after its first 8 bytes.
	if len(data) < 8+8*len(words) {
		return nil, errTruncated
	}
	t.quantum, t.wordSize = uint64(data[6]), uint64(data[7])
	if t.wordSize != 4 && t.wordSize != 8 {
		return nil, fmt.Errorf("its addresses have %d bytes", t.wordSize)
	}
	for i := range words {
		words[i], _ = t.word(data, 8, uint64(i))
	}
	count, fileCount, textStart := words[0], words[1], words[2]
	names, functions := tail(data, words[3]), tail(data, words[7])
	t.compilationUnits, t.fileNames, t.positions = tail(data, words[4]), tail(data, words[5]), tail(data, words[6])
	if count > maxFunctions || fileCount > maxFunctions {
		return nil, fmt.Errorf("it has more than %d functions or files", maxFunctions)
	}
	textStart, err := t.textStart(file, text, textStart)
	if err != nil {
		return nil, err
	}
	if err := t.readFunctions(functions, names, int(count), textStart); err != nil {
		return nil, err
	}
	if count > 0 && (t.functions[0].start < text.Addr || t.functions[count-1].end > text.Addr+contentSize(text)) {
		return nil, errors.New("it has functions outside of .text")
	}
	return t, t.readFiles(int(fileCount))
}

var errTruncated = errors.New("it is cut short")

// readFunctions takes the parts of the table with functions, and with their names.
func (t *functionTable) readFunctions(table, names string, count int, textStart uint64) error {
	t.functions = make([]function, 0, min(count, len(table)/8))
	for i := range uint64(count) {
		// First come pairs of a start and the offset of the function's data, and at last an end. The
		// data, a struct runtime._func, is of 32-bit fields.
		start, _ := t.uint32(table, 8*i)
		data, _ := t.uint32(table, 8*i+4)
		end, ok := t.uint32(table, 8*i+8)
		const line = 9
		var fields [line + 1]uint32
		for n := range fields {
			if !ok {
				return errTruncated
			}
			fields[n], ok = t.uint32(table, uint64(data)+4*uint64(n))
		}
		if !ok {
			return errTruncated
		}
		if end < start || end-start > maxFunctionSize {
			return fmt.Errorf("function %d of %d is not between 0 and %d bytes long", i, count, maxFunctionSize)
		}
		t.functions = append(t.functions, function{
			name:  stringAt(names, uint64(fields[1])),
			start: textStart + uint64(start), end: textStart + uint64(end),
			filePositions: fields[5], linePositions: fields[6], compilationUnit: fields[8], line: int(int32(fields[line])),
		})
	}
	return nil
}

// readFiles reads the names of files, which follow each other.
func (t *functionTable) readFiles(count int) error {
	rest := t.fileNames
	for range count {
		name, after, ok := strings.Cut(rest, "\x00")
		if !ok {
			return errTruncated
		}
		t.files, rest = append(t.files, name), after
	}
	return nil
}

// textStart returns the address that the table's addresses are relative to. It is not that of .text where
// C code was linked in. Up to Go 1.25 the table's header has it, later just runtime.moduledata does.
func (t *functionTable) textStart(file *elfFile, text *elf.Section, inHeader uint64) (uint64, error) {
	start := inHeader
	if module := file.Section(".go.module"); module != nil {
		const field = 22 // Words before the field text.
		data := make([]byte, (field+1)*t.wordSize)
		if _, err := io.ReadFull(file.content(module), data); err != nil {
			return 0, fmt.Errorf("read where the code starts: %w", err)
		}
		start, _ = t.word(string(data), 0, field)
	}
	if start == 0 {
		return text.Addr, nil
	}
	if start < text.Addr || start-text.Addr > contentSize(text) {
		return 0, errors.New("its code is not in .text")
	}
	return start, nil
}

func (t *functionTable) names() []string {
	names := make([]string, len(t.functions))
	for i, f := range t.functions {
		names[i] = f.name
	}
	return names
}

// fileOf returns the source file of a function, "" if that is not known.
func (t *functionTable) fileOf(name string) string {
	for _, f := range t.functions {
		if f.name == name {
			file, _ := t.position(f, f.start)
			return file
		}
	}
	return ""
}

// find returns the function at the address.
func (t *functionTable) find(address uint64) (function, bool) {
	i := sort.Search(len(t.functions), func(i int) bool { return t.functions[i].end > address })
	if i == len(t.functions) || address < t.functions[i].start {
		return function{}, false
	}
	return t.functions[i], true
}

// position returns the source file and line of an instruction; "" and 0 where they are not known.
func (t *functionTable) position(f function, address uint64) (file string, line int) {
	n, okFile := t.valueAt(f.filePositions, address-f.start)
	offset, okName := t.uint32(t.compilationUnits, 4*(uint64(f.compilationUnit)+uint64(n)))
	if okFile && okName {
		file = stringAt(t.fileNames, uint64(offset))
	}
	if n, ok := t.valueAt(f.linePositions, address-f.start); ok {
		line = int(n)
	}
	return file, line
}

// valueAt looks up a table of value and address differences, which has the values of a whole function.
func (t *functionTable) valueAt(table uint32, offset uint64) (value uint32, ok bool) {
	r := strings.NewReader(tail(t.positions, uint64(table)))
	value = ^uint32(0)
	for end, first := uint64(0), true; ; first = false {
		change, err := binary.ReadUvarint(r)
		if err != nil || change == 0 && !first {
			return 0, false
		}
		length, err := binary.ReadUvarint(r)
		if err != nil {
			return 0, false
		}
		value += uint32(change>>1) ^ -uint32(change&1) // Zigzag: the lowest bit is the sign.
		if end += length * t.quantum; offset < end {
			return value, int32(value) >= 0
		}
	}
}

func (t *functionTable) uint32(data string, offset uint64) (value uint32, ok bool) {
	if data = tail(data, offset); len(data) < 4 {
		return 0, false
	}
	value = uint32(data[0]) | uint32(data[1])<<8 | uint32(data[2])<<16 | uint32(data[3])<<24
	if t.bigEndian {
		value = bits.ReverseBytes32(value)
	}
	return value, true
}

// word returns the nth word after the offset.
func (t *functionTable) word(data string, offset, n uint64) (value uint64, ok bool) {
	offset += n * t.wordSize
	first, ok := t.uint32(data, offset)
	if t.wordSize == 4 || !ok {
		return uint64(first), ok
	}
	second, ok := t.uint32(data, offset+4)
	if t.bigEndian {
		first, second = second, first
	}
	return uint64(first) | uint64(second)<<32, ok
}

func tail(s string, offset uint64) string { return s[min(offset, uint64(len(s))):] }

// stringAt returns what ends in NUL.
func stringAt(s string, offset uint64) string {
	s = tail(s, offset)
	s, _, _ = strings.Cut(s[:min(len(s), maxName)], "\x00")
	return s
}
