// Package layertar tells why two layer tars, with different diff IDs, differ.
//
// It looks at what is stored, down to the bytes of the headers, and not at what that means for a file
// system: archive/tar normalises away most of what makes the same files end up in different tars.
// It reads USTAR, PAX and GNU tars. Sparse files are opaque: their content is what is stored. Like
// archive/tar, it takes no content of links, directories and devices, and does not apply global PAX
// records to the entries. Unlike archive/tar, it takes one block of zeros as the end.
package layertar

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// Compare reads two uncompressed tars side by side, in one pass each, to their ends. Entries match by
// their cleaned names, those of the same name in their order. An error says in which of the tars, A
// or B, and at which entry reading failed, or what is malformed there.
//
// Memory is needed for the entries that one tar has long before the other, about 1 KiB each and none
// of their content, and for the names of all entries.
func Compare(a, b io.Reader) (*Difference, error) {
	m := matcher{a: newSide(a), b: newSide(b)}
	for !m.a.ended || !m.b.ended {
		if err := m.a.advance(m.b, func(entry, partner *entry) { m.match(entry, partner) }); err != nil {
			return nil, fmt.Errorf("tar A: %w", err)
		}
		if err := m.b.advance(m.a, func(entry, partner *entry) { m.match(partner, entry) }); err != nil {
			return nil, fmt.Errorf("tar B: %w", err)
		}
	}
	fields, groups := m.differing.results()
	return &Difference{
		Common:  len(m.common),
		Groups:  groups,
		Fields:  fields,
		Total:   m.differing.total,
		Order:   newList(moved(m.common)),
		OnlyInA: newList(m.a.unmatched()),
		OnlyInB: newList(m.b.unmatched()),
		Ending:  compareEndings(m.a.ending, m.b.ending),
	}, nil
}

// matcher brings together the entries of the same name.
type matcher struct {
	a, b      *side
	common    []Move // Where the entries that both have are, moved or not.
	differing differing
}

func (m *matcher) match(a, b *entry) {
	m.common = append(m.common, Move{Name: a.name, A: a.position, B: b.position})
	for _, field := range compareEntries(a, b) {
		m.differing.add(a.position, field)
	}
}

// side is one of the tars.
type side struct {
	reader *reader
	// waiting holds the entries whose partner has not come yet, by name.
	waiting map[string][]*entry
	ended   bool
	ending  string
}

func newSide(tar io.Reader) *side {
	return &side{reader: newReader(tar), waiting: map[string][]*entry{}}
}

// advance reads the next entry, and calls match if the other side has had its partner.
func (s *side) advance(other *side, match func(entry, partner *entry)) error {
	if s.ended {
		return nil
	}
	entry, err := s.reader.next()
	if err == io.EOF {
		s.ended = true
		s.ending, err = s.reader.readEnding()
		return err
	}
	if err != nil {
		return err
	}
	if partner := other.take(entry.name); partner != nil {
		match(entry, partner)
	} else {
		s.waiting[entry.name] = append(s.waiting[entry.name], entry)
	}
	return nil
}

// take removes the first entry of the name, nil if none is waiting.
func (s *side) take(name string) *entry {
	queue := s.waiting[name]
	switch len(queue) {
	case 0:
		return nil
	case 1:
		delete(s.waiting, name)
	default:
		s.waiting[name] = queue[1:]
	}
	return queue[0]
}

// unmatched returns the names of the entries that still wait, in the order of the tar.
func (s *side) unmatched() []string {
	var entries []*entry
	for _, queue := range s.waiting {
		entries = append(entries, queue...)
	}
	slices.SortFunc(entries, func(x, y *entry) int { return cmp.Compare(x.position, y.position) })
	var names []string
	for _, entry := range entries {
		names = append(names, entry.name)
	}
	return names
}
