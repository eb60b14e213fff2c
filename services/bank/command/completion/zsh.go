package completion

// Zsh returns a script for zsh to source.
func Zsh(program Command) string { return program.fill(zsh, program.table("")) }

const zsh = `# Completion of PROGRAM for zsh, after compinit: source <(PROGRAM completion zsh)
_PROGRAM() {
  local at=PROGRAM word line
  local -a names options cells
  for word in "${(@)words[2,CURRENT-1]}"; do
    [[ $_PROGRAM_table == *$'\n'"$at|$word|command|"* ]] && at+=" $word"
  done
  if [[ $_PROGRAM_table == *$'\n'"$at|${words[CURRENT-1]}|value|"* ]]; then
    _files
    return
  fi
  for line in "${(@f)_PROGRAM_table}"; do
    cells=("${(@s:|:)line}")
    [[ ${cells[1]} == "$at" ]] || continue
    case ${cells[3]} in
    command | argument) names+=("${cells[2]}:${cells[4]}") ;;
    *) options+=("${cells[2]}:${cells[4]}") ;;
    esac
  done
  if [[ ${words[CURRENT]} == -* ]]; then
    _describe -o flag options
  elif (( $#names )); then
    _describe command names
  else
    _files
  fi
}
_PROGRAM_table=$(cat << 'END'

TABLE
END
)
compdef _PROGRAM PROGRAM
`
