package executable

import (
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// debug/elf makes a string of each section's name, however much they overlap. The limits bound what a
// malformed file makes it allocate, and are far above what linkers need.
const (
	maxSections     = 1000
	maxSectionNames = 64 << 10 // Bytes.
)

// readHeader returns ErrNotExecutable if the magic number is not that of ELF.
func readHeader(content io.ReaderAt) (elf.Header64, error) {
	var header elf.Header64
	switch err := readStruct(content, 0, binary.LittleEndian, &header.Ident); {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return header, ErrNotExecutable
	case err != nil:
		return header, fmt.Errorf("read the magic number: %w", err)
	case string(header.Ident[:len(elf.ELFMAG)]) != elf.ELFMAG:
		return header, ErrNotExecutable
	}
	if elf.Class(header.Ident[elf.EI_CLASS]) == elf.ELFCLASS64 {
		if err := readStruct(content, 0, byteOrder(header), &header); err != nil {
			return header, fmt.Errorf("read the header: %w", err)
		}
		return header, nil
	}
	var h elf.Header32
	if err := readStruct(content, 0, byteOrder(header), &h); err != nil {
		return header, fmt.Errorf("read the header: %w", err)
	}
	return elf.Header64{
		Ident: h.Ident, Type: h.Type, Machine: h.Machine, Version: h.Version, Entry: uint64(h.Entry),
		Phoff: uint64(h.Phoff), Shoff: uint64(h.Shoff), Flags: h.Flags, Ehsize: h.Ehsize, Phentsize: h.Phentsize,
		Phnum: h.Phnum, Shentsize: h.Shentsize, Shnum: h.Shnum, Shstrndx: h.Shstrndx,
	}, nil
}

func checkSectionNames(content io.ReaderAt, header elf.Header64) error {
	switch {
	case header.Shoff == 0:
		return nil
	case header.Shnum == 0 || header.Shnum > maxSections: // 0 stands for more than the field can hold.
		return fmt.Errorf("more than %d sections", maxSections)
	}
	var names elf.Section64
	offset := header.Shoff + uint64(header.Shstrndx)*uint64(header.Shentsize)
	var err error
	if elf.Class(header.Ident[elf.EI_CLASS]) == elf.ELFCLASS64 {
		err = readStruct(content, offset, byteOrder(header), &names)
	} else {
		var s elf.Section32
		err = readStruct(content, offset, byteOrder(header), &s)
		names.Flags, names.Size = uint64(s.Flags), uint64(s.Size)
	}
	if err != nil {
		return fmt.Errorf("read the header of the section names: %w", err)
	}
	if names.Size > maxSectionNames || elf.SectionFlag(names.Flags)&elf.SHF_COMPRESSED != 0 {
		return fmt.Errorf("more than %d bytes of section names", maxSectionNames)
	}
	return nil
}

func byteOrder(header elf.Header64) binary.ByteOrder {
	if elf.Data(header.Ident[elf.EI_DATA]) == elf.ELFDATA2MSB {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func readStruct(content io.ReaderAt, offset uint64, order binary.ByteOrder, value any) error {
	if int64(offset) < 0 {
		return io.ErrUnexpectedEOF
	}
	return binary.Read(io.NewSectionReader(content, int64(offset), int64(binary.Size(value))), order, value)
}

func compareHeaders(a, b *elfFile) []Field {
	fields := []Field{}
	compare := func(name string, value func(*elfFile) string) {
		if valueA, valueB := value(a), value(b); valueA != valueB {
			fields = append(fields, Field{Name: name, A: valueA, B: valueB})
		}
	}
	compare("class", func(f *elfFile) string { return f.Class.String() })
	compare("byte order", func(f *elfFile) string { return f.Data.String() })
	compare("OS", func(f *elfFile) string { return f.OSABI.String() })
	compare("ABI version", func(f *elfFile) string { return fmt.Sprint(f.ABIVersion) })
	compare("type", func(f *elfFile) string { return f.Type.String() })
	compare("machine", func(f *elfFile) string { return f.Machine.String() })
	compare("entry", func(f *elfFile) string { return fmt.Sprintf("%#x", f.Entry) })
	compare("flags", func(f *elfFile) string { return fmt.Sprintf("%#x", f.header.Flags) })
	compare("program headers", func(f *elfFile) string { return fmt.Sprint(f.header.Phnum) })
	compare("section headers", func(f *elfFile) string { return fmt.Sprint(f.header.Shnum) })
	return fields
}
