package executable

import (
	"debug/elf"
	"errors"
	"fmt"
	"io"
)

// elfFile is an ELF file whose sections are known to lie in it, and to be no more work to read than it is.
type elfFile struct {
	*elf.File
	header elf.Header64 // The whole header; that of a 32-bit file, too.
	file   File
}

func open(file File) (*elfFile, error) {
	header, err := readHeader(file.Content)
	if err != nil {
		return nil, err
	}
	if err := checkSectionNames(file.Content, header); err != nil {
		return nil, err
	}
	parsed, err := elf.NewFile(file.Content)
	if err != nil {
		return nil, fmt.Errorf("read the tables: %w", err)
	}
	result := &elfFile{File: parsed, header: header, file: file}
	if err := result.checkSections(); err != nil {
		return nil, err
	}
	return result, nil
}

func (f *elfFile) checkSections() error {
	unread := uint64(f.file.Size)
	for _, section := range f.Sections {
		size := contentSize(section)
		if size == 0 {
			continue
		}
		if section.Offset > uint64(f.file.Size) || size > uint64(f.file.Size)-section.Offset {
			return fmt.Errorf("section %s reaches beyond the end of the file", section.Name)
		}
		if size > unread {
			return errors.New("sections overlap")
		}
		unread -= size
	}
	return nil
}

// contentSize returns how many bytes the section has in the file, compressed if it is.
func contentSize(section *elf.Section) uint64 {
	if section.Type == elf.SHT_NOBITS || section.Type == elf.SHT_NULL {
		return 0
	}
	return section.FileSize
}

// content returns the section as it is in the file.
func (f *elfFile) content(section *elf.Section) *io.SectionReader {
	return io.NewSectionReader(f.file.Content, int64(section.Offset), int64(contentSize(section)))
}

func (f *elfFile) whole() *io.SectionReader {
	return io.NewSectionReader(f.file.Content, 0, f.file.Size)
}

// firstSection returns the first section of one of the names, or nil.
func (f *elfFile) firstSection(names ...string) *elf.Section {
	for _, name := range names {
		if section := f.Section(name); section != nil {
			return section
		}
	}
	return nil
}
