package completion

import (
	"fmt"
	"strings"
)

// Bash returns a script for bash to source. Where it knows no word it leaves it to
// bash, which knows files.
func Bash(program Command) string {
	var script strings.Builder
	name := program.Name
	fmt.Fprintf(&script, `# Completion of %[1]s for bash: source <(%[1]s completion bash)
_%[1]s() {
  local path=%[1]s word words= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case "$path $word" in
`, name)
	program.walk(func(path string, c Command) {
		if path != name {
			fmt.Fprintf(&script, "    %q) path+=\" $word\" ;;\n", path)
		}
	})
	script.WriteString("    esac\n  done\n  case \"$path ${COMP_WORDS[COMP_CWORD - 1]}\" in\n")
	program.walk(func(path string, c Command) {
		for _, f := range c.flags() {
			if f.Value {
				fmt.Fprintf(&script, "  %q) return ;;\n", path+" --"+f.Name)
			}
		}
	})
	script.WriteString("  esac\n  case $path in\n")
	program.walk(func(path string, c Command) {
		fmt.Fprintf(&script, "  %q) words=%q ;;\n", path, strings.Join(c.candidates(), " "))
	})
	fmt.Fprintf(&script, `  esac
  word=${COMP_WORDS[COMP_CWORD]}
  [[ $word != -* ]] && words=${words//--+([a-z-])/}
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _%[1]s %[1]s
`, name)
	return script.String()
}

// candidates are the words that may follow the command.
func (c Command) candidates() (words []string) {
	for _, sub := range c.Commands {
		words = append(words, sub.Name)
	}
	words = append(words, c.Words...)
	for _, f := range c.flags() {
		words = append(words, "--"+f.Name)
	}
	return words
}
