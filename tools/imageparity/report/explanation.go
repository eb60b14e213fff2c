package report

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/executable"
	"example.com/simplebank/tools/imageparity/layertar"
	"example.com/simplebank/tools/imageparity/printable"
)

// explanation says why a file or a layer differs.
type explanation struct {
	Title string
	// Causes and Notes are sentences.
	Causes, Notes []string
	Tables        []table
	Lists         []list
	// Function is nil if there is none to show.
	Function *function
}

// list has names that just one side has.
type list struct {
	Caption string
	Total   int
	Names   []string
}

// Left is how many are not there.
func (l list) Left() int { return l.Total - len(l.Names) }

// function is one whose code differs.
type function struct {
	Caption string
	Sides   [2]side
}

type side struct {
	Name string // A or B.
	// Where is where in the source it starts, and how long it is.
	Where string
	// Code has the instructions around the first one that differs, which is marked with ">".
	Code []string
}

func explain(e compare.Explanation) explanation {
	switch {
	case e.Executable != nil:
		return explainExecutable(e.Path, e.Executable)
	case e.Tar != nil:
		return explainLayer(e.Layer, e.Tar)
	default:
		return explanation{Title: why(e.Path)}
	}
}

func why(name string) string { return fmt.Sprintf("Why %s differs", printable.String(name)) }

func explainExecutable(file string, d *executable.Difference) explanation {
	result := explanation{Title: why(file), Causes: d.Causes, Notes: d.Notes}
	result.addTable(headerTable(d.Header))
	result.addTable(sectionTable(d.Sections))
	if d.Go == nil {
		return result
	}
	result.addTable(buildInfoTable(d.Go.BuildInfo))
	result.addNames("Functions only in A", d.Go.FunctionsOnlyInA)
	result.addNames("Functions only in B", d.Go.FunctionsOnlyInB)
	result.addNames("Source files only in A", d.Go.FilesOnlyInA)
	result.addNames("Source files only in B", d.Go.FilesOnlyInB)
	if d.Go.FirstFunction != nil {
		result.Function = showFunction(d.Go.FirstFunction, d.Go.DifferentFunctions)
	}
	return result
}

func (e *explanation) addTable(t table) {
	if len(t.Rows) > 0 {
		e.Tables = append(e.Tables, t)
	}
}

func (e *explanation) addNames(caption string, names executable.Names) {
	e.addList(caption, names.Total, names.First)
}

func (e *explanation) addList(caption string, total int, names []string) {
	if total > 0 {
		e.Lists = append(e.Lists, list{Caption: fmt.Sprintf("%s (%s)", caption, number(total)), Total: total, Names: names})
	}
}

func headerTable(fields []executable.Field) table {
	t := table{Caption: "ELF header", Head: "Field"}
	for _, f := range fields {
		t.Rows = append(t.Rows, row{Name: f.Name, A: &f.A, B: &f.B, Status: differs})
	}
	return t
}

func sectionTable(sections []executable.Section) table {
	t := table{Caption: "ELF sections that differ", Head: "Section", NoteHead: "Difference"}
	for _, s := range sections {
		r := row{Name: s.Name, A: size(s.SizeA), B: size(s.SizeB), Status: differs}
		var notes []string
		if s.DifferentBytes != nil && *s.DifferentBytes > 0 {
			notes = append(notes, plural(*s.DifferentBytes, "different byte"))
		}
		if s.FirstDifference != nil {
			notes = append(notes, fmt.Sprintf("first at %#x", *s.FirstDifference))
		}
		r.Note = strings.Join(notes, ", ")
		t.Rows = append(t.Rows, r)
	}
	return t.limit(len(t.Rows))
}

func size(bytes *int64) *string {
	if bytes == nil {
		return nil
	}
	return new(plural(*bytes, "byte"))
}

func buildInfoTable(lines []executable.Line) table {
	t := table{Caption: "Go build information", Head: "Line", Mixed: true}
	for _, l := range lines {
		status := differs
		if l.Equal {
			status = same
		}
		t.Rows = append(t.Rows, row{Name: l.Key, A: l.A, B: l.B, Status: status})
	}
	return t.limit(len(t.Rows))
}

// showFunction takes how many functions there are of which this is the first.
func showFunction(f *executable.Function, total int) *function {
	caption := "Code of " + printable.String(f.Name)
	if total > 1 {
		caption = fmt.Sprintf("Code of %s, the first of %s that differ", printable.String(f.Name), plural(total, "function"))
	}
	where := func(file string, line int, size int64) string {
		if file == "" {
			return plural(size, "byte")
		}
		return fmt.Sprintf("%s:%d, %s", file, line, plural(size, "byte"))
	}
	return &function{Caption: caption, Sides: [2]side{
		{Name: "A", Where: where(f.FileA, f.LineA, f.SizeA), Code: f.A},
		{Name: "B", Where: where(f.FileB, f.LineB, f.SizeB), Code: f.B},
	}}
}

func explainLayer(number int, d *layertar.Difference) explanation {
	result := explanation{Title: why(fmt.Sprintf("layer %d", number))}
	result.addTable(groupTable(d.Groups))
	if d.Total > len(d.Groups) {
		result.addTable(fieldTable(d))
	}
	result.addTable(moveTable(d.Order))
	if d.Ending != nil {
		result.addTable(table{Caption: "End of the tar", Head: "Field", Rows: []row{
			{Name: "after the last entry", A: d.Ending.A, B: d.Ending.B, Status: differs},
		}})
	}
	result.addList("Entries only in A", d.OnlyInA.Total, d.OnlyInA.First)
	result.addList("Entries only in B", d.OnlyInB.Total, d.OnlyInB.First)
	return result
}

func groupTable(groups []layertar.Group) table {
	t := table{Caption: "Tar header fields that differ", Head: "Field", NoteHead: "Entries"}
	for _, g := range groups {
		note := "in " + printable.String(g.First)
		if g.Count > 1 {
			note = fmt.Sprintf("in %s entries, first %s", number(g.Count), printable.String(g.First))
		}
		if g.Various {
			note += ", with various values"
		}
		t.Rows = append(t.Rows, row{Name: g.Field, A: g.A, B: g.B, Status: differs, Note: note})
	}
	return t.limit(len(t.Rows))
}

// fieldTable has the fields entry by entry.
func fieldTable(d *layertar.Difference) table {
	t := table{Caption: "Tar header fields that differ, by entry", Head: "Field", Minor: true}
	for _, f := range d.Fields {
		t.Rows = append(t.Rows, row{Of: f.Name, Name: f.Field, A: f.A, B: f.B, Status: differs})
	}
	return t.limit(d.Total)
}

func moveTable(moves layertar.List[layertar.Move]) table {
	t := table{Caption: "Entries at another position", Head: "Entry"}
	for _, m := range moves.First {
		t.Rows = append(t.Rows, row{Name: m.Name, A: new(number(m.A)), B: new(number(m.B)), Status: differs})
	}
	return t.limit(moves.Total)
}

// explainBriefly leaves out what only says again what the differences of files say. The text report has
// no room for both.
func explainBriefly(e compare.Explanation, differences []compare.Difference) explanation {
	if e.Tar == nil {
		return explain(e)
	}
	tar := *e.Tar
	tar.Groups = withoutListed(e.Tar, differences)
	result := explainLayer(e.Layer, &tar)
	if len(tar.Groups) < len(e.Tar.Groups) {
		result.Causes = []string{"the content of files differs, as listed above"}
	}
	return result
}

// withoutListed returns the groups but those of contents and sizes of files whose differences are listed.
func withoutListed(d *layertar.Difference, differences []compare.Difference) []layertar.Group {
	if len(d.Fields) < d.Total {
		return d.Groups
	}
	listed := map[string]bool{}
	for _, difference := range differences {
		if difference.Subject == compare.Files && difference.Field == "sha256" {
			listed[difference.Path] = true
		}
	}
	news := map[string]bool{} // Fields that differ in files that are not listed.
	for _, f := range d.Fields {
		if !listed[path.Join("/", f.Name)] {
			news[f.Field] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(d.Groups), func(g layertar.Group) bool {
		return (g.Field == "content" || g.Field == "size") && !news[g.Field]
	})
}
