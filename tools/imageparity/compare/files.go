package compare

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.com/simplebank/tools/imageparity/filesystem"
)

func compareFiles(a, b map[string]filesystem.Entry) []Difference {
	paths := union(a, b)
	var common []string
	for _, path := range paths {
		_, inA := a[path]
		_, inB := b[path]
		if inA && inB {
			common = append(common, path)
		}
	}
	linksA, linksB := hardLinks(a, common), hardLinks(b, common)

	var differences []Difference
	for _, path := range paths {
		entryA, inA := a[path]
		entryB, inB := b[path]
		found := fields{subject: Files, path: path}
		found.compare("type", string(entryA.Type), string(entryB.Type))
		if inA && inB {
			compareEntries(&found, entryA, entryB)
			found.compare("hard link", linksA[path], linksB[path])
		}
		differences = append(differences, found.differences...)
	}
	return differences
}

// hardLinks maps all but the first of the paths that share an entry to that first one. Only paths
// common to both images are looked at: one more path of an entry is a difference of that path alone.
func hardLinks(entries map[string]filesystem.Entry, common []string) map[string]string {
	first := map[string]string{}
	links := map[string]string{}
	for _, path := range common {
		entry := cmp.Or(entries[path].HardLink, path)
		if other, ok := first[entry]; ok {
			links[path] = other
		} else {
			first[entry] = path
		}
	}
	return links
}

// compareEntries does not look at the names of owners: the numbers are what counts at run time.
func compareEntries(found *fields, a, b filesystem.Entry) {
	found.compare("mode", fmt.Sprintf("%04o", a.Mode), fmt.Sprintf("%04o", b.Mode))
	found.compare("uid", strconv.Itoa(a.UID), strconv.Itoa(b.UID))
	found.compare("gid", strconv.Itoa(a.GID), strconv.Itoa(b.GID))
	if a.Type == b.Type { // Otherwise the types say it all.
		found.compare("size", strconv.FormatInt(a.Size, 10), strconv.FormatInt(b.Size, 10))
		found.compare("sha256", a.SHA256, b.SHA256)
		found.compare("link target", a.LinkTarget, b.LinkTarget)
		found.compare("device", a.Device, b.Device)
	}
	found.compare("mtime", formatTime(a.ModTime), formatTime(b.ModTime))
	found.compareKeys("xattr ", formatXattrs(a.Xattrs), formatXattrs(b.Xattrs))
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// formatXattrs makes binary values printable, such as that of security.capability.
func formatXattrs(xattrs map[string]string) map[string]string {
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	xattrs = maps.Clone(xattrs)
	for name, value := range xattrs {
		if !utf8.ValidString(value) || strings.ContainsFunc(value, unprintable) || strings.HasPrefix(value, "0x") {
			xattrs[name] = "0x" + hex.EncodeToString([]byte(value))
		}
	}
	return xattrs
}
