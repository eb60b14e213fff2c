package command

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
	"unicode/utf8"

	"example.com/simplebank/libs/fault"
)

// table is a result for people: columns with a head, those of numbers to the right.
type table struct {
	rows  [][]string
	right []bool
}

// newTable returns a table of the columns; a name that begins with ">" is one of
// numbers.
func newTable(columns ...string) *table {
	t := &table{}
	for i, name := range columns {
		name, right := strings.CutPrefix(name, ">")
		columns[i], t.right = name, append(t.right, right)
	}
	t.rows = append(t.rows, columns)
	return t
}

func (t *table) add(cells ...any) {
	var row []string
	for _, cell := range cells {
		row = append(row, show(cell))
	}
	t.rows = append(t.rows, row)
}

func (t *table) print(w io.Writer) error {
	for column, right := range t.right {
		if !right {
			continue
		}
		width := 0
		for _, row := range t.rows {
			width = max(width, utf8.RuneCountInString(row[column]))
		}
		for _, row := range t.rows {
			row[column] = strings.Repeat(" ", width-utf8.RuneCountInString(row[column])) + row[column]
		}
	}
	var text strings.Builder
	columns := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range t.rows {
		fmt.Fprintln(columns, strings.Join(row, "\t"))
	}
	columns.Flush() // into a string it does not fail
	for line := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil { // empty cells are blanks
			return fault.During("print the result", err)
		}
	}
	return nil
}

// facts prints names and values, as far as there are values.
func facts(w io.Writer, pairs ...any) error {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i := 0; i < len(pairs); i += 2 {
		if value := show(pairs[i+1]); value != "" {
			fmt.Fprintf(columns, "%s\t%s\n", pairs[i], value)
		}
	}
	if err := columns.Flush(); err != nil {
		return fault.During("print the result", err)
	}
	return nil
}

// show writes a value for people: a time is local, and of what is not there is
// nothing. Texts are of others, who are not to steer the terminal.
func show(value any) string {
	switch v := value.(type) {
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Local().Format(time.DateTime)
	case int64:
		if v == 0 {
			return ""
		}
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, fmt.Sprint(value))
}
