package executable

import (
	"fmt"
	"slices"
	"strings"
)

// causeList collects sentences, the most telling first.
type causeList []string

func (l *causeList) add(format string, args ...any) { *l = append(*l, fmt.Sprintf(format, args...)) }

// findCauses takes nil unless both programs are Go's.
func findCauses(a, b *elfFile, d *Difference, programs *goComparison) ([]string, error) {
	list := causeList{}
	for _, field := range d.Header {
		switch field.Name {
		case "machine":
			list.add("the machines differ: %s in A, %s in B", field.A, field.B)
		case "type":
			list.add("the types differ: %s in A, %s in B (ET_DYN is position-independent)", field.A, field.B)
		}
	}
	switch {
	case programs != nil:
		list.addGo(programs, d.Sections)
	case a.isGo():
		list.add("only A is a Go program")
	case b.isGo():
		list.add("only B is a Go program")
	}
	list.addOneSided(d.Sections)
	list.addBuildID(d.Sections)
	if len(d.Sections) == 0 && len(d.Header) == 0 {
		first, _, err := compareContent(a.whole(), b.whole())
		if err != nil {
			return nil, fmt.Errorf("compare what is outside of sections: %w", err)
		}
		if first >= 0 {
			list.add("all sections are equal: the files differ outside of them or in their tables, first at offset %d", first)
		}
	}
	return list, nil
}

// addOneSided is about sections that only one of the files has.
func (l *causeList) addOneSided(sections []Section) {
	for _, s := range sections {
		side := "A"
		if s.SizeA == nil {
			side = "B"
		} else if s.SizeB != nil {
			continue
		}
		switch s.Name {
		case ".symtab":
			l.add("only %s has a symbol table (.symtab), as when only the other was linked with -s", side)
		case ".debug_info", ".zdebug_info":
			l.add("only %s has debug information (%s), as when only the other was linked with -s or -w", side, s.Name)
		case ".interp":
			l.add("only %s is linked dynamically (.interp)", side)
		}
	}
}

func (l *causeList) addBuildID(sections []Section) {
	ids := changed(sections, ".note.go.buildid", ".note.gnu.build-id")
	switch {
	case len(ids) == 0:
	case len(ids) == len(sections):
		l.add("no section but that of the build ID differs (%s)", strings.Join(ids, ", "))
	default:
		l.add("the build ID differs as well (%s), as it does with any difference in what is built", strings.Join(ids, ", "))
	}
}

// changed returns those of the names that are among the sections.
func changed(sections []Section, names ...string) []string {
	return slices.DeleteFunc(names, func(name string) bool {
		return !slices.ContainsFunc(sections, func(s Section) bool { return s.Name == name })
	})
}
