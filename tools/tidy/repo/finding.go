package repo

import "fmt"

// A Finding is one fault in the repository.
type Finding struct {
	Path    string
	Line    int // 0: the file as a whole
	Message string
	Fix     string // what to do
}

func (f Finding) String() string {
	at := f.Path
	if f.Line > 0 {
		at = fmt.Sprintf("%s:%d", f.Path, f.Line)
	}
	return fmt.Sprintf("%s: %s (%s)", at, f.Message, f.Fix)
}
