package completion

import "strings"

// Fish returns a script for fish to source.
func Fish(program Command) string {
	// In single quotes, in which fish knows backslashes.
	return program.fill(fish, strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(program.table("")))
}

const fish = `# Completion of PROGRAM for fish: PROGRAM completion fish | source
function __PROGRAM_complete
  set -l at PROGRAM
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  for word in $before[2..-1]
    string match -q -- "$at|$word|command|*" $__PROGRAM_table; and set at "$at $word"
  end
  set -l found
  if not string match -q -- "$at|$before[-1]|value|*" $__PROGRAM_table
    for line in $__PROGRAM_table
      set -l cells (string split '|' -- $line)
      test "$cells[1]" = "$at"; or continue
      if string match -q -- '-*' $current; or contains -- $cells[3] command argument
        set -a found $cells[2]\t$cells[4]
      end
    end
  end
  if set -q found[1]
    printf '%s\n' $found
  else
    __fish_complete_path $current
  end
end
set -g __PROGRAM_table (string split \n 'TABLE
')
complete -c PROGRAM -e
complete -c PROGRAM -f -a '(__PROGRAM_complete)'
`
