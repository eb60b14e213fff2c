package report

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/filesystem"
)

// MaxFiles is how many files the page lists. If both images together have more, it lists those that
// differ.
const MaxFiles = 3000

// fileTable is every file, or those that differ if there are too many.
type fileTable struct {
	Caption string
	Columns []string
	// Rows are made one by one, so that a page needs little memory.
	Rows iter.Seq[file]
}

// file is a path in both images.
type file struct {
	Path   string
	Status status
	// Result says in words what the status is.
	Result string
	// Cells are as the columns, and Extras what few files have.
	Cells, Extras []row
}

func newFileTable(r *compare.Report) fileTable {
	a, b := r.Images[0].Files, r.Images[1].Files
	differences := map[string][]compare.Difference{}
	for _, d := range r.Differences {
		if d.Subject == compare.Files {
			differences[d.Path] = append(differences[d.Path], d)
		}
	}
	var paths []string
	var caption string
	if r.A.Paths+r.B.Paths <= MaxFiles {
		paths = slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
		slices.Sort(paths)
		paths = slices.Compact(paths)
		caption = "All " + plural(len(paths), "path")
	} else {
		paths = slices.Sorted(maps.Keys(differences))
		caption = fmt.Sprintf("%s that differ, of %s in A and %s in B", plural(len(paths), "path"), number(r.A.Paths), number(r.B.Paths))
		if len(paths) > MaxFiles {
			caption = fmt.Sprintf("first %s of the %s", number(MaxFiles), caption)
			paths = paths[:MaxFiles]
		}
		caption = "The " + caption
	}
	t := fileTable{Caption: caption}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.name)
	}
	t.Rows = func(yield func(file) bool) {
		for _, path := range paths {
			if !yield(newFile(path, a, b, differences[path])) {
				return
			}
		}
	}
	return t
}

// column is what every file has.
type column struct {
	name string
	// fields are those of compare.Difference that it is about.
	fields []string
	format func(filesystem.Entry) string // "" for none.
}

var columns = []column{
	{"Type", []string{"type"}, func(e filesystem.Entry) string { return string(e.Type) }},
	{"Mode", []string{"mode"}, func(e filesystem.Entry) string { return fmt.Sprintf("%04o", e.Mode) }},
	{"Owner", []string{"uid", "gid"}, func(e filesystem.Entry) string { return fmt.Sprintf("%d:%d", e.UID, e.GID) }},
	{"Bytes", []string{"size"}, formatSize},
	{"Modified", []string{"mtime"}, formatTime},
	{"SHA-256 or target", []string{"sha256", "link target", "device"}, func(e filesystem.Entry) string {
		return cmp.Or(e.SHA256, e.LinkTarget, e.Device)
	}},
}

func formatSize(e filesystem.Entry) string {
	if e.Type != filesystem.Regular {
		return ""
	}
	return number(e.Size)
}

func formatTime(e filesystem.Entry) string {
	if e.ModTime.IsZero() {
		return ""
	}
	return e.ModTime.UTC().Format(time.RFC3339Nano)
}

func newFile(path string, a, b map[string]filesystem.Entry, differences []compare.Difference) file {
	entryA, inA := a[path]
	entryB, inB := b[path]
	f := file{Path: path, Status: worst(differences)}
	f.Result = string(f.Status)
	switch {
	case !inB:
		f.Result, entryB = onlyInA, entryA
	case !inA:
		f.Result, entryA = onlyInB, entryB
	}
	for _, c := range columns {
		f.Cells = append(f.Cells, c.cell(entryA, entryB, differences))
	}
	for _, d := range differences {
		if !slices.ContainsFunc(columns, func(c column) bool { return c.isAbout(d) }) {
			f.Extras = append(f.Extras, row{Name: d.Field, A: d.A, B: d.B, Status: statusOf(d)})
		}
	}
	f.Extras = append(f.Extras, equalExtras(entryA, differences)...)
	return f
}

func (c column) isAbout(d compare.Difference) bool { return slices.Contains(c.fields, d.Field) }

func (c column) cell(a, b filesystem.Entry, differences []compare.Difference) row {
	own := slices.DeleteFunc(slices.Clone(differences), func(d compare.Difference) bool { return !c.isAbout(d) })
	status := worst(own)
	if len(own) == 0 {
		status = differs // If at all, since the types do.
	}
	return compared(c.name, c.format(a), c.format(b), status)
}

// worst returns same for no differences.
func worst(differences []compare.Difference) status {
	result := same
	for _, d := range differences {
		if d.Allowed == "" {
			return differs
		}
		result = allowed
	}
	return result
}

// equalExtras returns what there is in no column, and in no difference.
func equalExtras(entry filesystem.Entry, differences []compare.Difference) []row {
	extras := map[string]string{}
	if entry.HardLink != "" {
		extras["hard link"] = entry.HardLink
	}
	for name, value := range entry.Xattrs {
		extras["xattr "+name] = value
	}
	for _, d := range differences {
		delete(extras, d.Field)
	}
	var rows []row
	for _, name := range slices.Sorted(maps.Keys(extras)) {
		rows = append(rows, row{Name: name, A: new(extras[name]), B: new(extras[name]), Status: same})
	}
	return rows
}
