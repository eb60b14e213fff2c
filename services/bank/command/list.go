package command

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"iter"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/fault"
)

// rowsShown is how many rows of a list people get who do not ask for more.
const rowsShown = 50

// listFlags are the flags of a list that the bank gives in pages.
type listFlags struct {
	flags  *flag.FlagSet
	limit  *uint
	cursor *string
}

func newListFlags(flags *flag.FlagSet) listFlags {
	return listFlags{
		flags:  flags,
		limit:  flags.Uint("limit", 0, fmt.Sprintf("print at most `N`, 0 for all (if not given: %d, and all with --json)", rowsShown)),
		cursor: flags.String("cursor", "", "go on after this `CURSOR`, which came with an earlier part of the same list"),
	}
}

// printPages prints a list that comes in pages, and what cursor it goes on after: as
// JSON page by page, and for people as a table.
func printPages[T any](p *Program, l listFlags, name string, page pageFunc[T], table func([]T) error) error {
	if p.json {
		list := jsonList{to: p.Stdout, name: name}
		next, err := getPages(*l.limit, *l.cursor, page, func(items []T) error {
			return list.add(len(items), func(i int) any { return items[i] })
		})
		if err != nil {
			return err
		}
		return list.end(next)
	}
	limit := *l.limit
	if !given(l.flags, "limit") {
		limit = rowsShown
	}
	var all []T
	next, err := getPages(limit, *l.cursor, page, func(items []T) error {
		all = append(all, items...)
		return nil
	})
	if err != nil {
		return err
	}
	if err := table(all); err != nil {
		return err
	}
	if next != "" {
		fmt.Fprintf(p.Stderr, "There are more: --limit 0 prints all, --cursor %s what comes next.\n", printable(next))
	}
	return nil
}

// pageFunc returns a page of a list, and the cursor of the next one.
type pageFunc[T any] func(client.Page) (items []T, next string, err error)

// getPages has do take pages until there have been as many items as the limit says, or
// all if that is 0. It returns the cursor of what comes then, if anything does.
func getPages[T any](limit uint, cursor string, page pageFunc[T], do func([]T) error) (next string, err error) {
	for left := limit; ; {
		p := client.Page{Cursor: cursor}
		if limit > 0 {
			p.Limit = int(min(left, client.MaxPage))
		}
		items, next, err := page(p)
		if err != nil {
			return "", err
		}
		if err := do(items); err != nil {
			return "", err
		}
		left -= min(left, uint(len(items)))
		if next == "" || limit > 0 && left == 0 {
			return next, nil
		}
		cursor = next
	}
}

// jsonList is a list as [Program.printJSON] would print it, but item by item: it may be
// longer than what fits in memory. After an error it is not closed, so that nobody takes
// a part for the whole.
type jsonList struct {
	to    io.Writer
	name  string
	begun bool
}

// add adds n items to a list.
func (l *jsonList) add(n int, item func(i int) any) error {
	var text bytes.Buffer
	for i := range n {
		text.WriteString(l.before())
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("    ", "  ")
		if err := encoder.Encode(item(i)); err != nil {
			return fault.During("print the result", err)
		}
		text.Truncate(text.Len() - 1) // the newline: a comma may follow
	}
	return l.write(text.String())
}

// before is what is between the item before, if any, and the next one.
func (l *jsonList) before() string {
	if l.begun {
		return ",\n    "
	}
	l.begun = true
	return fmt.Sprintf("{\n  %q: [\n    ", l.name)
}

// end ends a list, which goes on after the cursor, if there is one.
func (l *jsonList) end(next string) error {
	text := "\n  ]"
	if !l.begun {
		text = fmt.Sprintf("{\n  %q: []", l.name)
	}
	if next != "" {
		cursor, err := json.Marshal(next)
		if err != nil {
			return fault.During("print the result", err)
		}
		text += ",\n  \"next_cursor\": " + string(cursor)
	}
	return l.write(text + "\n}\n")
}

func (l *jsonList) write(text string) error {
	if _, err := io.WriteString(l.to, text); err != nil {
		return fault.During("print the result", err)
	}
	return nil
}

// collect returns all of a list.
func collect[T any](list iter.Seq2[T, error]) ([]T, error) {
	items := []T{} // an empty list is [] in JSON, not null
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}
