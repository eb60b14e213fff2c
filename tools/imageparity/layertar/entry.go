package layertar

import (
	"archive/tar"
	"crypto/sha256"
	"path"
	"strconv"
	"strings"
)

// entry is all that a tar stores of one file, directory, link or device, the content as a digest.
type entry struct {
	// name is cleaned. Partners have the same.
	name string
	// position is counted from 1.
	position   int
	extensions []extension
	header     header
	// sparse shows the blocks of a sparse map that follow a GNU header.
	sparse  string
	content [sha256.Size]byte
	// padding shows what fills up the last block, "" if these are zeros.
	padding string
}

// overridden are the fields that records can override, in the order of the header.
var overridden = []string{"name", "uid", "gid", "size", "mtime", "linkname", "uname", "gname"}

// overriding are the records that do so. If there are several, the first counts, as for archive/tar.
var overriding = map[string][]string{
	"name":     {"PAX GNU.sparse.name", "GNU long name", "PAX path"},
	"uid":      {"PAX uid"},
	"gid":      {"PAX gid"},
	"size":     {"PAX size"},
	"mtime":    {"PAX mtime"},
	"linkname": {"GNU long link", "PAX linkpath"},
	"uname":    {"PAX uname"},
	"gname":    {"PAX gname"},
}

// records returns what the extension headers say, by field.
func (e *entry) records() map[string]string {
	result := map[string]string{}
	for _, extension := range e.extensions {
		for _, record := range extension.records {
			result[extension.field(record.key)] = record.value
		}
	}
	return result
}

// effective returns the value of an overridden field that counts, and the place where it is stored.
func (e *entry) effective(field string, records map[string]string) (value, place string) {
	for _, place := range overriding[field] {
		if value := records[place]; value != "" {
			return canonical(field, value), place
		}
	}
	return e.header.stored(field)
}

func (e *entry) cleanName() string {
	name, _ := e.effective("name", e.records())
	name = shorten(path.Clean(strings.TrimLeft(name, "/")))
	return strings.Clone(name) // The header would be kept as long as its name otherwise.
}

// contentSize returns how many bytes of content follow.
func (e *entry) contentSize() int64 {
	switch e.header.typeflag() {
	case tar.TypeLink, tar.TypeSymlink, tar.TypeChar, tar.TypeBlock, tar.TypeDir, tar.TypeFifo:
		return 0 // Some programs state the size of what is linked.
	}
	size, _ := e.effective("size", e.records())
	n, _ := strconv.ParseInt(size, 10, 64) // Was checked, wherever it is from.
	return n
}
