package compare

import (
	"maps"
	"slices"
)

// fields collects the fields of one subject, and of one path if it is that of files.
type fields struct {
	subject     Subject
	path        string
	all         []Field // That either side has; not kept of files, which can be many.
	differences []Difference
}

// compare takes "" for none.
func (f *fields) compare(field, a, b string) {
	if a != "" || b != "" {
		f.add(field, orNone(a), orNone(b), a == b)
	}
}

// compareKeys takes each key of the maps as a field, and tells empty values from missing ones.
func (f *fields) compareKeys(prefix string, a, b map[string]string) {
	for _, key := range union(a, b) {
		valueA, inA := a[key]
		valueB, inB := b[key]
		var pointerA, pointerB *string
		if inA {
			pointerA = &valueA
		}
		if inB {
			pointerB = &valueB
		}
		f.add(prefix+key, pointerA, pointerB, inA == inB && valueA == valueB)
	}
}

func (f *fields) add(field string, a, b *string, equal bool) {
	if f.path == "" {
		f.all = append(f.all, Field{Name: field, A: a, B: b, Equal: equal})
	}
	if !equal {
		f.differences = append(f.differences, Difference{Subject: f.subject, Path: f.path, Field: field, A: a, B: b})
	}
}

func orNone(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// union returns the keys of both maps, sorted.
func union[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}
