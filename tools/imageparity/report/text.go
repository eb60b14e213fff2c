package report

import (
	"bytes"
	"fmt"
	"io"
	"text/tabwriter"
	"unicode/utf8"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/printable"
)

// maxReasons is how many lines each kind of reason has.
const maxReasons = 8

// maxWidth is how many characters A and B may have together to be on one line.
const maxWidth = 80

// Text writes the result for people to read in a terminal. The first line is the verdict.
func Text(w io.Writer, r *compare.Result) error {
	var buffer bytes.Buffer
	fmt.Fprintf(&buffer, "%v\n\n", resultVerdict(r))
	writeFacts(&buffer, referenceTable(r).Rows)
	for _, p := range r.Platforms {
		if several(r) {
			fmt.Fprintf(&buffer, "\n%s: %v\n", printable.String(p.Platform), reportVerdict(p))
		}
		writeReport(&buffer, p)
	}
	_, err := w.Write(buffer.Bytes())
	return err
}

func writeReport(w io.Writer, r *compare.Report) {
	for _, t := range differenceTables(r) {
		fmt.Fprintf(w, "\n%s:\n", t.Caption)
		writeRows(w, "  ", t.Rows)
		writeLines(w, "  ", t.More)
	}
	for _, e := range r.Explanations {
		writeExplanation(w, explainBriefly(e, r.Differences))
	}
	fmt.Fprintln(w)
	verdicts := align(w)
	for _, v := range r.Verdicts {
		fmt.Fprintf(verdicts, "%s\t%v\n", v.Subject, subjectVerdict(v))
	}
	verdicts.Flush() // Writes to a buffer, as all that is flushed here.
	fmt.Fprintln(w)
	layers := layerTable(r).Rows
	shown := layers[:min(len(layers), maxLines)]
	writeFacts(w, append(factTable(r).Rows, shown...))
	writeMore(w, "", len(layers)-len(shown))
	for _, note := range r.Notes {
		fmt.Fprintln(w, "note:", printable.String(note))
	}
}

func writeExplanation(w io.Writer, e explanation) {
	fmt.Fprintf(w, "\n%s:\n", e.Title)
	writeLines(w, "  ", e.Causes)
	for _, t := range e.Tables {
		rows := t.differing()
		if len(rows) == 0 || t.Minor {
			continue
		}
		shown := rows[:min(len(rows), maxReasons)]
		fmt.Fprintf(w, "  %s:\n", t.Caption)
		writeRows(w, "    ", shown)
		writeMore(w, "    ", len(rows)-len(shown))
	}
	for _, l := range e.Lists {
		shown := l.Names[:min(len(l.Names), maxReasons)]
		fmt.Fprintf(w, "  %s:\n", l.Caption)
		writeLines(w, "    ", shown)
		writeMore(w, "    ", l.Total-len(shown))
	}
	if f := e.Function; f != nil {
		fmt.Fprintf(w, "  %s:\n", f.Caption)
		for _, side := range f.Sides {
			fmt.Fprintf(w, "    %s: %s\n", side.Name, printable.String(side.Where))
			writeLines(w, "      ", side.Code)
		}
	}
	for _, note := range e.Notes {
		fmt.Fprintln(w, "  note:", printable.String(note))
	}
}

func writeLines(w io.Writer, indent string, lines []string) {
	for _, line := range lines {
		fmt.Fprintln(w, indent+printable.String(line))
	}
}

func writeMore(w io.Writer, indent string, left int) {
	if left > 0 {
		fmt.Fprintln(w, indent+andMore(left))
	}
}

// writeRows writes A and B next to each other, or, if that makes long lines, one under the other.
func writeRows(w io.Writer, indent string, rows []row) {
	table := align(w)
	for _, r := range rows {
		name, below := indent+printable.String(r.Name)+"\t", "\n"+indent+"\t"
		if r.Of != "" {
			name, below = indent+printable.String(r.Of)+"\t"+printable.String(r.Name)+"\t", below+"\t"
		}
		text := values(r, " → ")
		if utf8.RuneCountInString(text) > maxWidth {
			text = values(r, below+"→ ")
		}
		fmt.Fprintln(table, name+text+note(r))
	}
	table.Flush()
}

// writeFacts writes A and B, most of which are long, one under the other.
func writeFacts(w io.Writer, rows []row) {
	table := align(w)
	for _, r := range rows {
		if r.Equal() {
			fmt.Fprintf(table, "%s\t%s%s\n", r.Name, value(r.A), note(r))
		} else {
			fmt.Fprintf(table, "%s\tA  %s\n\tB  %s%s\n", r.Name, value(r.A), value(r.B), note(r))
		}
	}
	table.Flush()
}

func note(r row) string {
	if r.Note == "" {
		return ""
	}
	return "  (" + printable.String(r.Note) + ")"
}

func align(w io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(w, 0, 0, 2, ' ', 0) }
