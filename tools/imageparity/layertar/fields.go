package layertar

import (
	"maps"
	"slices"
	"strings"
)

// compareEntries returns the fields that differ, and none only if all bytes are the same.
func compareEntries(a, b *entry) []Field {
	c := comparison{name: a.name, explained: map[string]bool{}}
	recordsA, recordsB := a.records(), b.records()
	c.compareEffective(a, b, recordsA, recordsB)
	c.compareHeaders("", a.header, b.header, c.explained)
	c.compareRecords(recordsA, recordsB)
	c.compareExtensions(a.extensions, b.extensions)
	c.compare("sparse map", a.sparse, b.sparse)
	c.compare("content", digest(a.content), digest(b.content))
	c.compare("padding", a.padding, b.padding)
	if len(c.found) == 0 {
		c.compare("extension headers", quote(join(a.extensions)), quote(join(b.extensions)))
	}
	return c.found
}

// comparison collects the fields in which an entry differs.
type comparison struct {
	name  string
	found []Field
	// explained has the fields of the header, and the records, whose difference follows from another.
	explained map[string]bool
}

// compare takes "" for none.
func (c *comparison) compare(field, a, b string) {
	if a != b {
		c.found = append(c.found, Field{Name: c.name, Field: field, A: orNone(a), B: orNone(b)})
	}
}

// compareEffective compares values that may be stored in several places, and then the places.
func (c *comparison) compareEffective(a, b *entry, recordsA, recordsB map[string]string) {
	for _, field := range overridden {
		valueA, placeA := a.effective(field, recordsA)
		valueB, placeB := b.effective(field, recordsB)
		if valueA == valueB && placeA == placeB {
			continue
		}
		if valueA != valueB {
			c.compare(field, text(valueA), text(valueB))
		} else {
			c.compare(field+" encoding", placeA, placeB)
		}
		c.explained[field], c.explained[placeA], c.explained[placeB] = true, true, true
		if field == "name" {
			c.explained[slotPrefix.name] = true
		}
	}
}

func (c *comparison) compareRecords(a, b map[string]string) {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		if !c.explained[key] {
			c.compare(key, recordValue(a, key), recordValue(b, key))
		}
	}
}

// compareExtensions compares what is not in the values of the records.
func (c *comparison) compareExtensions(a, b []extension) {
	b = slices.Clone(b)
	for _, extension := range a {
		i := slices.IndexFunc(b, extension.isSameKind)
		if i >= 0 {
			c.compareExtension(extension, b[i])
			b = slices.Delete(b, i, i+1)
		}
	}
}

func (c *comparison) compareExtension(a, b extension) {
	kind := a.kind()
	c.compare(kind+" record order", quote(a.keysIn(b)), quote(b.keysIn(a)))
	if slices.Equal(a.records, b.records) {
		c.compare(kind+" bytes", quote(a.payload), quote(b.payload))
	}
	c.compareHeaders(kind+" header ", a.header, b.header, map[string]bool{slotSize.name: a.payload != b.payload})
	c.compare(kind+" padding", a.padding, b.padding)
}

// compareHeaders compares all bytes. The label comes before the fields of headers that are not the
// entry's own.
func (c *comparison) compareHeaders(label string, a, b header, explained map[string]bool) {
	var formats formats
	for _, slot := range slotsOf(a, b) {
		rawA, rawB := slot.of(a), slot.of(b)
		if rawA == rawB {
			continue
		}
		valueA, valueB := slot.value(rawA), slot.value(rawB)
		sameFormat := slot.kind != number || !formats.add(slot.name, rawA, rawB, valueA == valueB)
		switch {
		case explained[slot.name] || slot == slotChecksum && valueA != valueB:
		case valueA != valueB && label == "" && overriding[slot.name] != nil:
			c.compare("header "+slot.name, valueA, valueB)
		case valueA != valueB:
			c.compare(label+slot.name, valueA, valueB)
		case sameFormat:
			c.compare(label+slot.name+" bytes", area(rawA), area(rawB))
		}
	}
	for _, format := range formats {
		c.compare(label+"number format of "+strings.Join(format.fields, ", "), format.a, format.b)
	}
	if len(c.found) == 0 { // Otherwise the sum has reason to differ.
		c.compare(label+slotChecksum.name, slotChecksum.value(slotChecksum.of(a)), slotChecksum.value(slotChecksum.of(b)))
	}
}
