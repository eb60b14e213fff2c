package executable

import (
	"errors"
	"io"
	"runtime/debug"
	"slices"
	"strings"
)

// maxBuildInfo is how much debug/buildinfo may read of a file, in bytes, since it trusts the lengths in
// it. A line, of which a module has one or two, is of some 100.
const maxBuildInfo = 1 << 20

// limitedReader fails once more than so many bytes were asked for.
type limitedReader struct {
	io.ReaderAt
	left int
}

func (r *limitedReader) ReadAt(p []byte, offset int64) (int, error) {
	if r.left -= len(p); r.left < 0 {
		return 0, errors.New("too much to read")
	}
	return r.ReaderAt.ReadAt(p, offset)
}

type keyValue struct{ key, value string }

// compareBuildInfo takes nil for no information.
func compareBuildInfo(a, b *debug.BuildInfo) []Line {
	lines := []Line{}
	for _, kind := range []func(*debug.BuildInfo) []keyValue{headLines, moduleLines, settingLines} {
		lines = append(lines, compareLines(kind(a), kind(b))...)
	}
	return lines
}

func headLines(info *debug.BuildInfo) []keyValue {
	if info == nil {
		return nil
	}
	lines := []keyValue{{"go", info.GoVersion}}
	if info.Path != "" {
		lines = append(lines, keyValue{"path", info.Path})
	}
	if info.Main.Path != "" {
		lines = append(lines, keyValue{"mod", strings.TrimSpace(info.Main.Path + " " + version(&info.Main))})
	}
	return lines
}

func moduleLines(info *debug.BuildInfo) []keyValue {
	if info == nil {
		return nil
	}
	var lines []keyValue
	for _, module := range info.Deps {
		lines = append(lines, keyValue{"dep " + module.Path, version(module)})
	}
	return lines
}

// version returns the version, sum and replacement, as far as they are known.
func version(module *debug.Module) string {
	parts := []string{module.Version, module.Sum}
	if module.Replace != nil {
		parts = append(parts, "=>", module.Replace.Path, version(module.Replace))
	}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " ")
}

func settingLines(info *debug.BuildInfo) []keyValue {
	if info == nil {
		return nil
	}
	var lines []keyValue
	for _, setting := range info.Settings {
		lines = append(lines, keyValue{"build " + setting.Key, setting.Value})
	}
	return lines
}

// compareLines returns the lines of A, then those only in B. Of several with one key the last counts.
func compareLines(a, b []keyValue) []Line {
	var lines []Line
	index := map[string]int{}
	for side, keyValues := range [][]keyValue{a, b} {
		for _, kv := range keyValues {
			i, known := index[kv.key]
			if !known {
				i = len(lines)
				index[kv.key] = i
				lines = append(lines, Line{Key: kv.key})
			}
			if side == 0 {
				lines[i].A = &kv.value
			} else {
				lines[i].B = &kv.value
			}
		}
	}
	for i, line := range lines {
		lines[i].Equal = line.A != nil && line.B != nil && *line.A == *line.B
	}
	return lines
}
