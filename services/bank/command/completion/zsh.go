package completion

import (
	"fmt"
	"strings"
)

// Zsh returns a script for zsh to source, or to find as _NAME in its fpath.
func Zsh(program Command) string {
	var script strings.Builder
	name := program.Name
	fmt.Fprintf(&script, `#compdef %[1]s
# Completion of %[1]s for zsh: source <(%[1]s completion zsh)
_%[1]s() {
  local at=%[1]s word
  local -a names options
  for word in ${words[2,CURRENT-1]}; do
    case "$at $word" in
`, name)
	program.walk(func(path string, c Command) {
		if path != name {
			fmt.Fprintf(&script, "    %s) at+=\" $word\" ;;\n", single(path))
		}
	})
	script.WriteString("    esac\n  done\n  case \"$at ${words[CURRENT-1]}\" in\n")
	program.walk(func(path string, c Command) {
		for _, f := range c.flags() {
			if f.Value {
				fmt.Fprintf(&script, "  %s) _files; return ;;\n", single(path+" --"+f.Name))
			}
		}
	})
	script.WriteString("  esac\n  case $at in\n")
	program.walk(func(path string, c Command) {
		fmt.Fprintf(&script, "  %s)\n    names=(", single(path))
		for _, sub := range c.Commands {
			script.WriteString(" " + described(sub.Name, sub.Summary))
		}
		for _, word := range c.Words {
			script.WriteString(" " + single(word))
		}
		script.WriteString(")\n    options=(")
		for _, f := range c.flags() {
			script.WriteString(" " + described("--"+f.Name, f.Usage))
		}
		script.WriteString(") ;;\n")
	})
	fmt.Fprintf(&script, `  esac
  if [[ ${words[CURRENT]} == -* ]]; then
    _describe -o flag options
  elif (( $#names )); then
    _describe command names
  else
    _files
  fi
}
if [[ ${funcstack[1]} == _%[1]s ]]; then
  _%[1]s "$@"
else
  compdef _%[1]s %[1]s
fi
`, name)
	return script.String()
}

// described is a word with its description, as _describe takes it.
func described(word, description string) string {
	return single(strings.ReplaceAll(word, ":", `\:`) + ":" + description)
}

// single is a text in single quotes.
func single(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
