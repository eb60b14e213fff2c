package report

import (
	"fmt"
	"path"
	"strings"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/filesystem"
)

// maxLines is how many differences of one kind, such as mtime, are listed. The JSON report has all.
const maxLines = 20

// The names of rows on paths that one of the images lacks.
const (
	onlyInA = "only in A"
	onlyInB = "only in B"
)

// differenceTables returns the differences that are not allowed, and those that are. Tables without
// rows are left out.
func differenceTables(r *compare.Report) []table {
	different := differenceTable{table: table{Caption: "Differences", Head: "What"}}
	allowedOnes := differenceTable{table: table{Caption: "Allowed differences", Head: "What", NoteHead: "Allowed by"}}
	for _, d := range collapse(r.Differences) {
		if d.Allowed == "" {
			different.add(d)
		} else {
			allowedOnes.add(d)
		}
	}
	var tables []table
	for _, t := range []differenceTable{different, allowedOnes} {
		if len(t.Rows) > 0 {
			tables = append(tables, t.finish())
		}
	}
	return tables
}

// collapse makes one of the differences of all that is below a directory that one of the images lacks.
func collapse(differences []compare.Difference) []compare.Difference {
	var result []compare.Difference
	missing := map[string]int{} // Paths and where the highest above each is in the result.
	below := map[int]int{}      // How many paths are below that.
	for _, d := range differences {
		if isMissing(d) {
			if i, ok := missing[path.Dir(d.Path)]; ok {
				missing[d.Path] = i
				below[i]++
				continue
			}
			missing[d.Path] = len(result)
		}
		result = append(result, d)
	}
	for i, n := range below {
		text := fmt.Sprintf("%s, and %s below", filesystem.Directory, plural(n, "path"))
		if result[i].A != nil {
			result[i].A = &text
		} else {
			result[i].B = &text
		}
	}
	return result
}

// isMissing tells whether one of the images lacks the path.
func isMissing(d compare.Difference) bool {
	return d.Subject == compare.Files && d.Field == "type" && (d.A == nil || d.B == nil)
}

// differenceTable is a table that takes up to maxLines of each kind.
type differenceTable struct {
	table
	kinds  []string
	counts map[string]int
}

func (t *differenceTable) add(d compare.Difference) {
	kind := string(d.Subject)
	if d.Subject == compare.Files {
		field, _, _ := strings.Cut(d.Field, " ") // Of "xattr NAME", just that.
		kind = field + " of files"
	}
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	if t.counts[kind]++; t.counts[kind] == 1 {
		t.kinds = append(t.kinds, kind)
	}
	if t.counts[kind] <= maxLines {
		t.Rows = append(t.Rows, differenceRow(d))
	}
}

func (t *differenceTable) finish() table {
	for _, kind := range t.kinds {
		if left := t.counts[kind] - maxLines; left > 0 {
			t.More = append(t.More, fmt.Sprintf("%s in %s; the JSON report has all", andMore(left), kind))
		}
	}
	return t.table
}

func differenceRow(d compare.Difference) row {
	r := row{Of: d.Path, Name: d.Field, A: d.A, B: d.B, Status: statusOf(d), Note: d.Allowed}
	if r.Of == "" {
		r.Of = string(d.Subject)
	}
	if isMissing(d) {
		r.Name = onlyInA
		if d.A == nil {
			r.Name = onlyInB
		}
	}
	return r
}

func statusOf(d compare.Difference) status {
	if d.Allowed != "" {
		return allowed
	}
	return differs
}
