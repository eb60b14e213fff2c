package completion

// Bash returns a script for bash to source. Where it knows no word it leaves it to
// bash, which knows files.
func Bash(program Command) string { return program.fill(bash, program.table("")) }

const bash = `# Completion of PROGRAM for bash: source <(PROGRAM completion bash)
_PROGRAM() {
  local at=PROGRAM current=${COMP_WORDS[COMP_CWORD]} words=() word path kind
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $_PROGRAM_table == *$'\n'"$at|$word|command|"* ]] && at+=" $word"
  done
  [[ $_PROGRAM_table == *$'\n'"$at|${COMP_WORDS[COMP_CWORD-1]}|value|"* ]] && return
  while IFS='|' read -r path word kind _; do
    [[ $path == "$at" && ($current == -* || $kind == command || $kind == argument) ]] && words+=("$word")
  done <<< "$_PROGRAM_table"
  mapfile -t COMPREPLY < <(compgen -W "${words[*]}" -- "$current")
}
_PROGRAM_table=$(cat << 'END'

TABLE
END
)
complete -o default -F _PROGRAM PROGRAM
`
