package executable

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io"
)

// compareSections returns those that differ.
func compareSections(a, b *elfFile) ([]Section, error) {
	onlyB := map[string][]*elf.Section{}
	for _, section := range b.Sections {
		onlyB[section.Name] = append(onlyB[section.Name], section)
	}
	different := []Section{}
	for _, sectionA := range a.Sections {
		name := sectionA.Name
		if len(onlyB[name]) == 0 {
			different = append(different, Section{Name: name, SizeA: size(sectionA)})
			continue
		}
		sectionB := onlyB[name][0]
		onlyB[name] = onlyB[name][1:]
		section := Section{Name: name, SizeA: size(sectionA), SizeB: size(sectionB)}
		first, count, err := compareContent(a.content(sectionA), b.content(sectionB))
		if err != nil {
			return nil, fmt.Errorf("compare section %s: %w", name, err)
		}
		if first >= 0 {
			section.FirstDifference = &first
		}
		if *section.SizeA == *section.SizeB {
			section.DifferentBytes = &count
		}
		if first >= 0 || *section.SizeA != *section.SizeB {
			different = append(different, section)
		}
	}
	for _, section := range b.Sections {
		if left := onlyB[section.Name]; len(left) > 0 && left[0] == section {
			onlyB[section.Name] = left[1:]
			different = append(different, Section{Name: section.Name, SizeB: size(section)})
		}
	}
	return different, nil
}

func size(section *elf.Section) *int64 { return new(int64(section.FileSize)) }

// chunkSize is how many bytes are read at once.
const chunkSize = 64 << 10

// compareContent returns the offset of the first byte that differs or that only one has, -1 if there is
// none, and how many differ up to the end of the shorter.
func compareContent(a, b *io.SectionReader) (first, count int64, err error) {
	bufferA, bufferB := make([]byte, chunkSize), make([]byte, chunkSize)
	first = -1
	common := min(a.Size(), b.Size())
	for offset := int64(0); offset < common; offset += chunkSize {
		n := min(chunkSize, common-offset)
		if err := errors.Join(readFull(a, bufferA[:n]), readFull(b, bufferB[:n])); err != nil {
			return 0, 0, err
		}
		if bytes.Equal(bufferA[:n], bufferB[:n]) {
			continue
		}
		for i := range n {
			if bufferA[i] == bufferB[i] {
				continue
			}
			if first < 0 {
				first = offset + i
			}
			count++
		}
	}
	if first < 0 && a.Size() != b.Size() {
		first = common
	}
	return first, count, nil
}

func readFull(r io.Reader, buffer []byte) error {
	_, err := io.ReadFull(r, buffer)
	return err
}
