package layertar

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// maxWays is how many pairs of values of one field get groups of their own.
const maxWays = 8

// differing collects the fields that differ. Its size does not depend on how many there are.
type differing struct {
	total   int
	listed  []located
	tallies map[string]*tally // By field.
}

// located is a field of the entry at a position of A.
type located struct {
	position int
	Field
}

// add takes fields of the same entry in their order, and entries in any.
func (d *differing) add(position int, field Field) {
	d.total++
	if d.listed = append(d.listed, located{position, field}); len(d.listed) == 2*maxListed {
		d.trim()
	}
	t := d.tallies[field.Field]
	if t == nil {
		if len(d.tallies) == maxListed {
			return // Only a tar made for it has so many different PAX keys.
		}
		t = &tally{ways: map[way]*group{}}
		if d.tallies == nil {
			d.tallies = map[string]*tally{}
		}
		d.tallies[field.Field] = t
	}
	t.add(located{position, general(field)}, d.total)
}

// general makes the forms of all names the same: "./app" and "./etc" become "./…".
func general(field Field) Field {
	if field.Field == "name" && field.A != nil && field.B != nil {
		a, b := strings.Replace(*field.A, field.Name, "…", 1), strings.Replace(*field.B, field.Name, "…", 1)
		field.A, field.B = &a, &b
	}
	return field
}

func (d *differing) trim() {
	slices.SortStableFunc(d.listed, func(x, y located) int { return cmp.Compare(x.position, y.position) })
	d.listed = d.listed[:min(len(d.listed), maxListed)]
}

func (d *differing) results() ([]Field, []Group) {
	d.trim()
	fields := []Field{}
	for _, found := range d.listed {
		fields = append(fields, found.Field)
	}
	var sorted []*group
	for _, t := range d.tallies {
		sorted = append(sorted, t.groups()...)
	}
	slices.SortFunc(sorted, func(x, y *group) int {
		return cmp.Or(cmp.Compare(x.first.position, y.first.position), cmp.Compare(x.sequence, y.sequence))
	})
	groups := []Group{}
	for _, g := range sorted {
		groups = append(groups, g.result())
	}
	return fields, groups
}

// tally counts in how many entries one field differs, and in which ways.
type tally struct {
	all group
	// ways is nil if there are more than maxWays.
	ways map[way]*group
}

// way is a pair of values, "" for none.
type way struct{ a, b string }

type group struct {
	count int
	first located
	// sequence orders the groups with the same first entry.
	sequence int
	various  bool
}

func (t *tally) add(found located, sequence int) {
	t.all.add(found, sequence)
	if t.ways == nil {
		return
	}
	key := way{orEmpty(found.A), orEmpty(found.B)}
	if t.ways[key] == nil {
		t.ways[key] = &group{}
	}
	t.ways[key].add(found, sequence)
	if len(t.ways) > maxWays {
		t.ways, t.all.various = nil, true
	}
}

func (t *tally) groups() []*group {
	if t.ways == nil {
		return []*group{&t.all}
	}
	return slices.Collect(maps.Values(t.ways))
}

func (g *group) add(found located, sequence int) {
	if g.count == 0 || found.position < g.first.position {
		g.first, g.sequence = found, sequence
	}
	g.count++
}

func (g *group) result() Group {
	first := g.first.Field
	return Group{Field: first.Field, A: first.A, B: first.B, Various: g.various, Count: g.count, First: first.Name}
}
