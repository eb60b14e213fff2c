package completion

import (
	"fmt"
	"strings"
)

// Fish returns a script for fish to source.
func Fish(program Command) string {
	var script strings.Builder
	name := program.Name
	fmt.Fprintf(&script, `# Completion of %[1]s for fish: %[1]s completion fish | source
function __%[1]s_at
  set -l at %[1]s
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
      case`, name)
	program.walk(func(path string, c Command) {
		if path != name {
			script.WriteString(" " + single(path))
		}
	})
	fmt.Fprintf(&script, `
        set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
complete -c %[1]s -e
`, name)
	program.walk(func(path string, c Command) {
		line := func(format string, args ...any) {
			fmt.Fprintf(&script, "complete -c %s -n %s %s\n", name, quoteFish("__"+name+"_at '"+path+"'"), fmt.Sprintf(format, args...))
		}
		for _, sub := range c.Commands {
			line("-f -a %s -d %s", quoteFish(sub.Name), quoteFish(sub.Summary))
		}
		for _, word := range c.Words {
			line("-f -a %s", quoteFish(word))
		}
		for _, f := range c.flags() {
			value := ""
			if f.Value {
				value = " -r"
			}
			line("-l %s%s -d %s", f.Name, value, quoteFish(f.Usage))
		}
	})
	return script.String()
}

// quoteFish is a text in single quotes, in which fish knows backslashes.
func quoteFish(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
