package executable

// Difference tells how executable A differs from B. Lists are [] in JSON if there is nothing to list.
type Difference struct {
	// Causes are sentences on what made the difference, the most telling first. It has only what the
	// files give evidence of, so it may be empty.
	Causes []string `json:"causes"`
	// Notes say what could not be compared, and why.
	Notes []string `json:"notes"`
	// Sections are the ELF sections that differ, in the order of A, then those only in B.
	Sections []Section `json:"sections"`
	// Header has the fields of the ELF header that differ, layout (offsets of tables) aside.
	Header []Field `json:"header"`
	// Go is null unless both are Go programs.
	Go *Go `json:"go"`
}

// Section is an ELF section that differs in size or content, or that one file lacks. Several of one name
// are paired in the order in which they come.
type Section struct {
	Name string `json:"name"`
	// SizeA and SizeB are in bytes, and null where the section is missing.
	SizeA *int64 `json:"sizeA"`
	SizeB *int64 `json:"sizeB"`
	// FirstDifference is the offset in the section of the first byte that differs or that just one of
	// them has; null if the section is missing in one, or has no content in the file (.bss).
	FirstDifference *int64 `json:"firstDifference"`
	// DifferentBytes counts the bytes that differ; null unless the sizes are equal.
	DifferentBytes *int64 `json:"differentBytes"`
}

// Field is a field of the ELF header: class, "byte order", OS, "ABI version", type, machine, entry,
// flags, "program headers" or "section headers" (their numbers).
type Field struct {
	Name string `json:"name"`
	A    string `json:"a"`
	B    string `json:"b"`
}

// Go tells how two Go programs differ.
type Go struct {
	// BuildInfo is what `go version -m` prints, all of it.
	BuildInfo []Line `json:"buildInfo"`
	// FunctionsOnlyInA and FunctionsOnlyInB have a name several times if the program has that many
	// more functions of that name than the other; instances of generic functions share a name.
	FunctionsOnlyInA Names `json:"functionsOnlyInA"`
	FunctionsOnlyInB Names `json:"functionsOnlyInB"`
	// FilesOnlyInA and FilesOnlyInB are names of source files, as in stack traces.
	FilesOnlyInA Names `json:"filesOnlyInA"`
	FilesOnlyInB Names `json:"filesOnlyInB"`
	// DifferentFunctions counts the functions that both have and whose code differs other than in
	// the addresses that it refers to. See the notes for machines whose code is not understood.
	DifferentFunctions int `json:"differentFunctions"`
	// FirstFunction is the first of them by address in A, or null.
	FirstFunction *Function `json:"firstFunction"`
}

// Line is a line of the build information.
type Line struct {
	// Key is go, path, mod, "dep MODULE" or "build SETTING".
	Key string `json:"key"`
	// A and B are null where there is no such line. Those of modules have version, sum and replacement.
	A     *string `json:"a"`
	B     *string `json:"b"`
	Equal bool    `json:"equal"`
}

// Names is a list of names that may be cut short.
type Names struct {
	Total int `json:"total"`
	// First has the first names, sorted, at most 50.
	First []string `json:"first"`
}

// Function is a function that differs.
type Function struct {
	Name string `json:"name"`
	// FileA, FileB and LineA, LineB are where it starts in the source; "" and 0 if that is not known.
	FileA string `json:"fileA"`
	FileB string `json:"fileB"`
	LineA int    `json:"lineA"`
	LineB int    `json:"lineB"`
	// SizeA and SizeB are the sizes of the code in bytes, without padding.
	SizeA int64 `json:"sizeA"`
	SizeB int64 `json:"sizeB"`
	// A and B are the instructions around the first one that differs, which is marked with ">": source
	// line, offset in the function and Go assembler syntax. They are empty for machines whose code
	// is not understood.
	A []string `json:"a"`
	B []string `json:"b"`
}
