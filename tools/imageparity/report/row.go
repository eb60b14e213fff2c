package report

import "slices"

// row is what A and B have in one respect.
type row struct {
	// Of is what Name is part of, such as a path; it may be empty.
	Of, Name string
	// A and B are nil for none.
	A, B   *string
	Status status
	// Note may be empty.
	Note string
}

// status tells how a row is to be marked.
type status string

const (
	same    status = "same"
	differs status = "differs"
	allowed status = "allowed"
	// noted is for what may differ without being held against the images.
	noted status = "noted"
)

// Equal says that A and B are one value.
func (r row) Equal() bool { return (r.A == nil) == (r.B == nil) && (r.A == nil || *r.A == *r.B) }

// values joins A and B, or has just one of them if that says it all.
func values(r row, separator string) string {
	switch {
	case r.Equal(), r.Name == onlyInA && r.B == nil:
		return value(r.A)
	case r.Name == onlyInB && r.A == nil:
		return value(r.B)
	default:
		return value(r.A) + separator + value(r.B)
	}
}

// compared takes "" for none.
func compared(name, a, b string, ifNot status) row {
	r := row{Name: name, A: orNone(a), B: orNone(b), Status: ifNot}
	if r.Equal() {
		r.Status = same
	}
	return r
}

// table is a list of rows with a title.
type table struct {
	Caption string
	// Head is that of the column of names, and NoteHead that of the notes, if there are any.
	Head, NoteHead string
	Rows           []row
	// More says what is left out.
	More []string
	// Mixed says that there may be equal rows as well, so that the others need marks.
	Mixed bool
	// Minor says that another table sums this one up.
	Minor bool
}

// maxRows is how long a table can be. Only an image made for it needs more.
const maxRows = 2000

// limit shortens the table, of so many rows in total.
func (t table) limit(total int) table {
	t.Rows = t.Rows[:min(len(t.Rows), maxRows)]
	if left := total - len(t.Rows); left > 0 {
		t.More = append(t.More, andMore(left))
	}
	return t
}

// IsMarked tells whether a row of the table needs its status in words.
func (t table) IsMarked(r row) bool { return t.Mixed && (r.Status == differs || r.Status == allowed) }

func (t table) differing() []row {
	return slices.DeleteFunc(slices.Clone(t.Rows), func(r row) bool { return r.Status == same })
}
