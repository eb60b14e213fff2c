package command_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCompletion asks each shell what it would offer.
func TestCompletion(t *testing.T) {
	tests := []struct {
		line string // up to the cursor
		want string // some of the words
		not  string // and some that are not offered
	}{
		{"bank ", "login accounts transfer serve completion", "open --help end"},
		{"bank acc", "account accounts", "login"},
		{"bank account ", "open show statement", "accounts --json"},
		{"bank account op", "open", "show"},
		{"bank transfer ", "post void show", "login"},
		{"bank transfer --", "--from --amount --json --help", "post --at"},
		{"bank transfer --pending --ref", "--reference", "--from"},
		{"bank transfer post 7 --cur", "--currency", "--server"},
		{"bank account balance --", "--at --server --insecure-http", "--since"},
		{"bank migrate ", "up down version", "login"},
		{"bank selftest --", "--rate --workload --keep --json --help", "login --account"},
		{"bank selftest --rate ", "", "--json login"},
		{"bank completion ", "bash zsh fish", "login"},
	}
	for shell, ask := range map[string]func(*testing.T, string, string) []string{
		"bash": completeBash, "zsh": completeZsh, "fish": completeFish,
	} {
		t.Run(shell, func(t *testing.T) {
			if _, err := exec.LookPath(shell); err != nil {
				t.Skip(err)
			}
			got := run(t, nil, "completion", shell)
			if got.status != 0 || got.stderr != "" {
				t.Fatalf("got %+v", got)
			}
			script := filepath.Join(t.TempDir(), "script")
			if err := os.WriteFile(script, []byte(got.stdout), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, tt := range tests {
				words := ask(t, script, tt.line)
				for _, word := range strings.Fields(tt.want) {
					if !slices.Contains(words, word) {
						t.Errorf("%q: %q is not among %q", tt.line, word, words)
					}
				}
				for _, word := range strings.Fields(tt.not) {
					if slices.Contains(words, word) {
						t.Errorf("%q: %q is among %q", tt.line, word, words)
					}
				}
			}
			// The value of a flag is not a word of the program, but may be a file.
			if words := ask(t, script, "bank transfer --reference "); slices.Contains(words, "post") || slices.Contains(words, "--from") {
				t.Errorf("in place of a value: %q", words)
			}
		})
	}
}

// shell runs a script and returns the lines that it prints.
func shell(t *testing.T, name string, args ...string) []string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+cmd.Dir, "XDG_CONFIG_HOME="+cmd.Dir, "TERM=dumb")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	output, err := cmd.Output()
	if err != nil || stderr.String() != "" {
		t.Fatalf("%s: %v\n%s", name, err, stderr.String())
	}
	return strings.Split(strings.TrimSpace(string(output)), "\n")
}

func completeBash(t *testing.T, script, line string) []string {
	return shell(t, "bash", "--norc", "-euc", `
		source "$1"
		[[ $(complete -p bank) == "complete -o default -F _bank bank" ]]
		read -ra COMP_WORDS <<< "$2"
		[[ $2 == *' ' ]] && COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_bank || :
		printf '%s\n' "${COMPREPLY[@]}"`, "bash", script, line)
}

// completeZsh has zsh's own functions of completion say what they would be given:
// completion itself works in a line editor only.
func completeZsh(t *testing.T, script, line string) []string {
	return shell(t, "zsh", "-fec", `
		compdef() { [[ "$*" == "_bank bank" ]] }
		_describe() {
			for word in "${(@P)@[-1]}"; do
				[[ $word == ${words[CURRENT]}* ]] && print -r -- "${word%%:*}"
			done
			true
		}
		_files() { print FILES }
		source "$1"
		words=("${(@s: :)2}")
		CURRENT=$#words
		_bank`, "zsh", script, line)
}

func completeFish(t *testing.T, script, line string) []string {
	offered := shell(t, "fish", "--no-config", "-c", `source $argv[1]; complete -C $argv[2]`, script, line)
	for i, word := range offered {
		offered[i], _, _ = strings.Cut(word, "\t")
	}
	return offered
}

func TestCompletionIsWithoutBlanks(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		script := run(t, nil, "completion", shell).stdout
		for _, left := range []string{"PROGRAM", "TABLE"} {
			if strings.Contains(script, left) {
				t.Errorf("%s: %s is left in the script", shell, left)
			}
		}
	}
	if got := run(t, nil, "completion", "csh"); got.status != 2 || !strings.Contains(got.stderr, "bash, zsh or fish") {
		t.Errorf("got %+v", got)
	}
}
