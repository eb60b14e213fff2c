package filesystem

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
)

// Type says what an entry of the file system is.
type Type string

// The types of entries. A hard link is no type of its own: it is one more path of the same entry.
const (
	Regular     Type = "regular file"
	Directory   Type = "directory"
	Symlink     Type = "symlink"
	CharDevice  Type = "character device"
	BlockDevice Type = "block device"
	FIFO        Type = "fifo"
)

// Entry is the metadata of one path.
type Entry struct {
	Type Type
	// Mode holds the permission bits with setuid, setgid and sticky (07777). Symlinks have 0777 as
	// on Linux, whatever the tar says.
	Mode     int64
	UID, GID int
	// UserName and GroupName are those of the tar header, often empty.
	UserName, GroupName string
	// ModTime is zero for a directory that no layer has an entry for.
	ModTime time.Time
	// Xattrs maps a name such as security.capability to its value, which may be binary.
	Xattrs map[string]string

	// Size is in bytes and, like SHA256 (hexadecimal, of the content), only set for regular files.
	Size   int64
	SHA256 string
	// LinkTarget is what a symlink points to, as written.
	LinkTarget string
	// HardLink is the first, in string order, of the paths that share this entry; it is empty
	// for that path itself and where there is just one.
	HardLink string
	// Device holds the numbers of a device, "major:minor".
	Device string

	// Layer is the number of the layer, from 0, that has the entry, under the path LayerPath there.
	Layer     int
	LayerPath string
}

const xattrPrefix = "SCHILY.xattr."

var types = map[byte]Type{
	tar.TypeReg:       Regular,
	tar.TypeGNUSparse: Regular,
	tar.TypeDir:       Directory,
	tar.TypeSymlink:   Symlink,
	tar.TypeChar:      CharDevice,
	tar.TypeBlock:     BlockDevice,
	tar.TypeFifo:      FIFO,
}

// newEntry reads an entry, and hashes its content.
func newEntry(header *tar.Header, content io.Reader) (*Entry, error) {
	entry := &Entry{
		Type:      types[header.Typeflag],
		Mode:      header.Mode & 0o7777,
		UID:       header.Uid,
		GID:       header.Gid,
		UserName:  header.Uname,
		GroupName: header.Gname,
		ModTime:   header.ModTime,
	}
	for key, value := range header.PAXRecords {
		if name, ok := strings.CutPrefix(key, xattrPrefix); ok {
			if entry.Xattrs == nil {
				entry.Xattrs = map[string]string{}
			}
			entry.Xattrs[name] = value
		}
	}
	switch entry.Type {
	case Regular:
		sum := sha256.New()
		size, err := io.Copy(sum, content)
		if err != nil {
			return nil, fmt.Errorf("reading the content: %w", err)
		}
		entry.Size, entry.SHA256 = size, hex.EncodeToString(sum.Sum(nil))
	case Symlink:
		entry.Mode = 0o777
		entry.LinkTarget = header.Linkname
	case CharDevice, BlockDevice:
		entry.Device = fmt.Sprintf("%d:%d", header.Devmajor, header.Devminor)
	}
	return entry, nil
}

// implicitDirectory is what container runtimes make of a directory that no layer has an entry for.
func implicitDirectory() *Entry { return &Entry{Type: Directory, Mode: 0o755} }
