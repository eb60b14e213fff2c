// Package completion writes what has a shell complete the words of a program with
// subcommands. The scripts are the same for every program: what differs is a table in
// them, of which a line is the names of a command, a word that may follow them, the kind
// of that word, and what it means.
package completion

import "strings"

// Command is a program, or a command of it, with the commands below it.
type Command struct {
	Name     string
	Summary  string
	Flags    []Flag
	Words    []string // what an argument may be besides
	Commands []Command
}

// Flag is a flag of a command, written with two dashes.
type Flag struct {
	Name  string
	Usage string
	Value bool // it is followed by a value
}

// The kinds of words in the table.
const (
	command   = "command"
	argument  = "argument"
	flag      = "flag"
	valueFlag = "value"
)

// table returns the lines of the command and of those below it.
func (c Command) table(path string) string {
	path += c.Name
	text := ""
	add := func(word, kind, meaning string) {
		text += path + "|" + word + "|" + kind + "|" + strings.ReplaceAll(meaning, "|", "/") + "\n"
	}
	for _, sub := range c.Commands {
		add(sub.Name, command, sub.Summary)
	}
	for _, word := range c.Words {
		add(word, argument, "")
	}
	for _, f := range c.Flags {
		kind := flag
		if f.Value {
			kind = valueFlag
		}
		add("--"+f.Name, kind, f.Usage)
	}
	add("--help", flag, "tell how it is used")
	for _, sub := range c.Commands {
		text += sub.table(path + " ")
	}
	return text
}

// fill puts the program's name and its table into a script.
func (c Command) fill(script, table string) string {
	return strings.NewReplacer("PROGRAM", c.Name, "TABLE\n", table).Replace(script)
}
