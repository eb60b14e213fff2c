package checks

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"

	"example.com/simplebank/tools/tidy/repo"
)

// buildEnv returns the build tags and linker flags that programs ship with,
// from the file that the image builds read too: lines of NAME="words".
func buildEnv(r *repo.Repo) (tags, ldflags string, err error) {
	const name = "build.env"
	data, err := r.Read(name)
	if err != nil {
		return "", "", err
	}
	values := map[string]string{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for number := 1; lines.Scan(); number++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, quoted, _ := strings.Cut(line, "=")
		if len(quoted) < 2 || quoted[0] != '"' || strings.IndexByte(quoted[1:], '"') != len(quoted)-2 {
			return "", "", fmt.Errorf("%s:%d: want NAME=\"words\", got %s", name, number, line)
		}
		values[key] = quoted[1 : len(quoted)-1]
	}
	if err := lines.Err(); err != nil {
		return "", "", fmt.Errorf("%s: %w", name, err)
	}
	for _, key := range []string{"GO_TAGS", "GO_LDFLAGS"} {
		if _, ok := values[key]; !ok {
			return "", "", fmt.Errorf("%s: no %s", name, key)
		}
	}
	return strings.ReplaceAll(values["GO_TAGS"], " ", ","), values["GO_LDFLAGS"], nil
}
