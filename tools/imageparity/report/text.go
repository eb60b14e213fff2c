package report

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"text/tabwriter"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/filesystem"
)

// maxLines is how many differences of one kind, such as mtime, are listed. The JSON report has all.
const maxLines = 20

// none stands for a value that an image does not have.
const none = "(none)"

// Text writes the report for people to read. The first line is the verdict.
func Text(w io.Writer, r *compare.Report) error {
	var buffer bytes.Buffer
	fmt.Fprintln(&buffer, headline(r))
	writeDifferences(&buffer, r.Differences)
	fmt.Fprintln(&buffer)
	writeVerdicts(&buffer, r.Verdicts)
	fmt.Fprintln(&buffer)
	writeImages(&buffer, r)
	for _, note := range r.Notes {
		fmt.Fprintln(&buffer, "note:", note)
	}
	_, err := w.Write(buffer.Bytes())
	return err
}

func headline(r *compare.Report) string {
	var parts []string
	allowed := 0
	for _, v := range r.Verdicts {
		if v.Different > 0 {
			parts = append(parts, count(v.Different, v.Subject))
		}
	}
	for _, d := range r.Differences {
		if d.Allowed != "" {
			allowed++
		}
	}
	line := "identical"
	if !r.Identical {
		line = "different: " + strings.Join(parts, ", ")
	}
	if allowed > 0 {
		line += fmt.Sprintf(" (%s)", plural(allowed, "allowed difference"))
	}
	return line
}

var units = map[compare.Subject]string{
	compare.Platform: "platform field",
	compare.Config:   "config field",
	compare.Files:    "file",
	compare.Layers:   "layer",
}

func count(n int, subject compare.Subject) string { return plural(n, units[subject]) }

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

func writeVerdicts(w io.Writer, verdicts []compare.Verdict) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, v := range verdicts {
		result := "identical"
		if !v.Identical {
			result = "different: " + count(v.Different, v.Subject)
		}
		if v.Allowed > 0 {
			result += fmt.Sprintf(" (%s allowed)", count(v.Allowed, v.Subject))
		}
		fmt.Fprintf(table, "%s\t%s\n", v.Subject, result)
	}
	table.Flush() // Writes to a buffer.
}

func writeImages(w io.Writer, r *compare.Report) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(name string, value func(compare.Image) string) {
		fmt.Fprintf(table, "%s\t%s\t%s\n", name, value(r.A), value(r.B))
	}
	row("", func(i compare.Image) string { return printable(i.Reference) })
	row("platform", func(i compare.Image) string { return printable(i.Platform) })
	row("layers", func(i compare.Image) string {
		return fmt.Sprintf("%s, %d bytes", plural(len(i.DiffIDs), "layer"), i.LayerBytes)
	})
	row("files", func(i compare.Image) string {
		return fmt.Sprintf("%s, %d bytes", plural(i.Paths, "path"), i.ContentBytes)
	})
	row("config", func(i compare.Image) string { return i.ConfigDigest })
	row("manifest", func(i compare.Image) string {
		if i.ManifestDigest == "" {
			return none
		}
		return i.ManifestDigest
	})
	table.Flush() // Writes to a buffer.
}

// line is one difference or several that belong together.
type line struct {
	compare.Difference
	// below counts the paths below a directory that one of the images lacks.
	below int
}

// writeDifferences lists those that are not allowed first.
func writeDifferences(w io.Writer, differences []compare.Difference) {
	var rest, allowed []*line
	for _, l := range collapse(differences) {
		if l.Allowed == "" {
			rest = append(rest, l)
		} else {
			allowed = append(allowed, l)
		}
	}
	writeLines(w, "", rest)
	writeLines(w, "allowed:", allowed)
}

// collapse makes one line of a directory that one of the images lacks, with all that is below.
func collapse(differences []compare.Difference) []*line {
	var lines []*line
	missing := map[string]*line{}
	for _, d := range differences {
		if d.Subject == compare.Files && (d.A == nil) != (d.B == nil) && d.Field == "type" {
			if above := missing[path.Dir(d.Path)]; above != nil {
				above.below++
				missing[d.Path] = above
				continue
			}
			l := &line{Difference: d}
			missing[d.Path] = l
			lines = append(lines, l)
			continue
		}
		lines = append(lines, &line{Difference: d})
	}
	return lines
}

func writeLines(w io.Writer, title string, lines []*line) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintln(w)
	if title != "" {
		fmt.Fprintln(w, title)
	}
	type kind struct {
		subject compare.Subject
		field   string
	}
	listed := map[kind]int{}
	var kinds []kind
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		k := kind{l.Subject, l.Field}
		if listed[k]++; listed[k] > maxLines {
			if listed[k] == maxLines+1 {
				kinds = append(kinds, k)
			}
			continue
		}
		name := string(l.Subject)
		if l.Path != "" {
			name = printable(l.Path)
		}
		field, values := describe(l)
		fmt.Fprintf(table, "  %s\t%s\t%s\n", name, printable(field), values)
	}
	table.Flush() // Writes to a buffer.
	for _, k := range kinds {
		fmt.Fprintf(w, "  … and %d more in %s of %s; the JSON report has all\n", listed[k]-maxLines, printable(k.field), k.subject)
	}
}

func describe(l *line) (field, values string) {
	if l.Subject == compare.Files && l.Field == "type" {
		only, kind := "only in A", l.A
		if l.A == nil {
			only, kind = "only in B", l.B
		}
		if l.A == nil || l.B == nil {
			if *kind == string(filesystem.Directory) && l.below > 0 {
				return only, fmt.Sprintf("%s, and %s below", *kind, plural(l.below, "path"))
			}
			return only, *kind
		}
	}
	return l.Field, value(l.A) + " → " + value(l.B)
}

func value(s *string) string {
	if s == nil {
		return none
	}
	if *s == "" {
		return `""`
	}
	return printable(*s)
}

// printable quotes what could disturb the output or the terminal.
func printable(s string) string {
	for _, r := range s {
		if !strconv.IsPrint(r) || r == '\uFFFD' {
			return strconv.Quote(s)
		}
	}
	return s
}
