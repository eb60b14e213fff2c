// Package filesystem flattens the layers of an image to the file system that a container sees.
//
// Layers are applied as overlay-based runtimes unpack them: whiteouts and opaque directories act on
// the layers below and never on their own; a path below what was a file or symlink in a lower layer
// replaces it by a directory; a directory without an entry of its own has mode 0755 and belongs to
// 0:0. Only metadata is kept, content is hashed as it passes by.
package filesystem

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Tree is a file system, built layer by layer.
type Tree struct {
	root   *node
	layers int
}

type node struct {
	// entry is shared by the nodes of all hard links to it.
	entry    *Entry
	children map[string]*node
	// layer is the number of the last one that had the path or a path below it.
	layer int
}

// New returns a file system with nothing but its root.
func New() *Tree { return &Tree{root: &node{entry: implicitDirectory()}} }

// Apply puts a layer, an uncompressed tar, on top. It does not necessarily read the layer to its
// end. After an error, which names the path, the tree must not be used any more.
func (t *Tree) Apply(layer io.Reader) error {
	changes, err := readLayer(layer)
	if err != nil {
		return err
	}
	t.layers++
	for _, directory := range changes.opaque {
		if n := t.find(directory); n != nil {
			n.children = nil
		}
	}
	for _, name := range changes.whiteouts {
		if parent := t.find(path.Dir(name)); parent != nil {
			delete(parent.children, path.Base(name))
		}
	}
	for _, change := range changes.entries {
		change.entry.Layer, change.entry.LayerPath = t.layers-1, change.path
		if err := t.put(change); err != nil {
			return fmt.Errorf("%q: %w", change.path, err)
		}
	}
	return nil
}

// Entries returns the metadata of all paths, which are absolute; the root is "/".
func (t *Tree) Entries() map[string]Entry {
	entries := map[string]Entry{}
	paths := map[*Entry][]string{}
	collect(t.root, "/", func(name string, entry *Entry) {
		entries[name] = *entry
		paths[entry] = append(paths[entry], name)
	})
	for _, shared := range paths {
		first := slices.Min(shared)
		for _, name := range shared {
			if name != first {
				entry := entries[name]
				entry.HardLink = first
				entries[name] = entry
			}
		}
	}
	return entries
}

func collect(n *node, name string, visit func(string, *Entry)) {
	visit(name, n.entry)
	for base, child := range n.children {
		collect(child, path.Join(name, base), visit)
	}
}

// find returns nil if there is no such path. Symlinks are not followed.
func (t *Tree) find(name string) *node {
	n := t.root
	for _, element := range elements(name) {
		if n = n.children[element]; n == nil {
			return nil
		}
	}
	return n
}

func elements(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == '/' })
}

func (t *Tree) put(c change) error {
	entry := c.entry
	if c.link != "" {
		var err error
		if entry, err = t.link(c); err != nil {
			return err
		}
	}
	if c.path == "/" {
		if entry.Type != Directory {
			return fmt.Errorf("the root is a %s", entry.Type)
		}
		t.root.entry = entry
		return nil
	}
	parent, err := t.makeParent(c.path)
	if err != nil {
		return err
	}
	base := path.Base(c.path)
	existing := parent.children[base]
	switch {
	case existing == nil || existing.entry.Type != Directory && entry.Type == Directory:
		parent.children[base] = &node{entry: entry, layer: t.layers}
	case entry.Type == Directory:
		existing.entry, existing.layer = entry, t.layers
	case existing.layer == t.layers:
		return fmt.Errorf("is a %s, but the same layer has paths below it", entry.Type)
	default:
		parent.children[base] = &node{entry: entry, layer: t.layers}
	}
	return nil
}

// makeParent returns the directory that the path is in, made if need be.
func (t *Tree) makeParent(name string) (*node, error) {
	n := t.root
	for _, element := range elements(path.Dir(name)) {
		if n.children == nil {
			n.children = map[string]*node{}
		}
		child := n.children[element]
		if child != nil && child.entry.Type != Directory {
			if child.layer == t.layers {
				return nil, fmt.Errorf("lies below a %s of the same layer", child.entry.Type)
			}
			child = nil
		}
		if child == nil {
			child = &node{entry: implicitDirectory()}
			n.children[element] = child
		}
		child.layer = t.layers
		n = child
	}
	if n.children == nil {
		n.children = map[string]*node{}
	}
	return n, nil
}

// link returns the entry that a hard link shares. The metadata in the header of the link
// applies to it, as it does when containerd unpacks.
func (t *Tree) link(c change) (*Entry, error) {
	if c.link == c.path {
		return nil, errors.New("hard link to itself")
	}
	target := t.find(c.link)
	if target == nil {
		return nil, fmt.Errorf("hard link to %q, which does not exist", c.link)
	}
	entry := target.entry
	if entry.Type == Directory {
		return nil, fmt.Errorf("hard link to the directory %q", c.link)
	}
	entry.Mode, entry.UID, entry.GID = c.entry.Mode, c.entry.UID, c.entry.GID
	entry.UserName, entry.GroupName = c.entry.UserName, c.entry.GroupName
	entry.ModTime = c.entry.ModTime
	for name, value := range c.entry.Xattrs {
		if entry.Xattrs == nil {
			entry.Xattrs = map[string]string{}
		}
		entry.Xattrs[name] = value
	}
	return entry, nil
}
