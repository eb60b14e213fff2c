package layertar

// maxListed is how many items each list of a Difference holds.
const maxListed = 1000

// Difference tells in what two tars differ. Lists are [] in JSON if they are empty, never null.
type Difference struct {
	// Common counts the entries that both tars have.
	Common int `json:"common"`
	// Groups sums up all fields that differ, also those that Fields has no room for: one group of
	// all entries in which a field differs in the same way. They are in the order of A's entries.
	Groups []Group `json:"groups"`
	// Fields has the first 1,000 fields that differ, in the order of A's entries.
	Fields []Field `json:"fields"`
	// Total counts all fields that differ.
	Total int `json:"total"`
	// Order has the common entries at another position: the fewest without which the rest is in the
	// same order. An entry that only one tar has moves no other.
	Order   List[Move]   `json:"order"`
	OnlyInA List[string] `json:"onlyInA"` // Names of entries.
	OnlyInB List[string] `json:"onlyInB"`
	// Ending is what follows the last entry, such as "1024 zero bytes"; nil if it is the same.
	Ending *Field `json:"ending"`
}

// Identical says that the tars are the same, byte by byte.
func (d *Difference) Identical() bool {
	return d.Total+d.Order.Total+d.OnlyInA.Total+d.OnlyInB.Total == 0 && d.Ending == nil
}

// Field is one field of an entry with different values.
type Field struct {
	// Name is that of the entry, cleaned: "app/bank" for "./app/bank", "." for the root.
	Name string `json:"name,omitempty"`
	// Field is one of the following, NAME being one of the first line:
	//   - name, linkname, uid, gid, size, mtime (seconds, with a fraction if PAX states one), uname,
	//     gname: the value that counts, wherever it is stored
	//   - "NAME encoding": the value is the same, but stored elsewhere; A and B are the places, such
	//     as "PAX path"
	//   - "header NAME": what the header itself says, which the same record overrides in both
	//   - mode (octal, with all bits that are stored), typeflag, magic, version, devmajor, devminor,
	//     prefix, and of GNU headers atime, ctime and "sparse map"; unused (the last 12 bytes)
	//   - "number format of FIELD, FIELD": how numbers are written; A and B show it for zero
	//   - "FIELD bytes": the value is the same, and in the same place, but not written the same
	//   - chksum: another way of summing up the same header
	//   - "PAX KEY", "PAX global KEY": a record that no NAME stands for
	//   - "GNU long name", "GNU long link": as far as it is not the name or linkname
	//   - "KIND record order", "KIND header FIELD", "KIND padding": of the extension header that
	//     holds the records, KIND being PAX, "PAX global", "GNU long name" or "GNU long link"
	//   - "extension headers": their order, or what no other field shows of them
	//   - content: the digests of the data
	//   - padding: the bytes between the content and the next header
	Field string `json:"field"`
	// A and B are the values; null stands for none. Text that is not printable is quoted as in
	// Go, with NUL as \0; unprintable values of PAX records are 0x and hexadecimal. What is
	// longer than 4,096 bytes is replaced by its digest and length.
	A *string `json:"a"`
	B *string `json:"b"`
}

// Group is a field that differs in one or more entries.
type Group struct {
	// Field, A and B are as in Field, but in those of the field name, … stands for the cleaned name.
	Field string  `json:"field"`
	A     *string `json:"a"`
	B     *string `json:"b"`
	// Various says that A and B are just those of the first entry: there are too many pairs of
	// values (more than 8) to group by them.
	Various bool `json:"various"`
	// Count is the number of entries.
	Count int `json:"count"`
	// First is the name of the entry that comes first in A.
	First string `json:"first"`
}

// Move is an entry at different positions.
type Move struct {
	Name string `json:"name"`
	// A and B are the positions among all entries of either tar, counted from 1.
	A int `json:"a"`
	B int `json:"b"`
}

// List is the beginning of a list.
type List[T any] struct {
	// Total counts all items.
	Total int `json:"total"`
	// First has the first 1,000 in the order of the tar, A's if both are concerned.
	First []T `json:"first"`
}

func newList[T any](items []T) List[T] {
	// A copy lets go of the rest.
	return List[T]{Total: len(items), First: append([]T{}, items[:min(len(items), maxListed)]...)}
}
