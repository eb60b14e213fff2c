// Package completion writes what has a shell complete the words of a program with
// subcommands.
package completion

import "slices"

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

// help is the flag that all commands have.
var help = Flag{Name: "help", Usage: "tell how it is used"}

// flags returns the flags of the command with the one of all.
func (c Command) flags() []Flag { return append(slices.Clone(c.Flags), help) }

// walk visits the command and all below it, each with its names from the program's on.
func (c Command) walk(visit func(path string, c Command)) { c.walkBelow("", visit) }

func (c Command) walkBelow(path string, visit func(string, Command)) {
	path += c.Name
	visit(path, c)
	for _, sub := range c.Commands {
		sub.walkBelow(path+" ", visit)
	}
}
