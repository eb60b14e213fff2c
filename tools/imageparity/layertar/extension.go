package layertar

import (
	"archive/tar"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// extensionKinds are the headers that say more about the entry that follows, by typeflag, with the
// names that they have in fields.
var extensionKinds = map[byte]string{
	tar.TypeXHeader:       "PAX",
	tar.TypeXGlobalHeader: "PAX global",
	tar.TypeGNULongName:   "GNU long name",
	tar.TypeGNULongLink:   "GNU long link",
}

// extension is such a header, with its content.
type extension struct {
	header  header
	payload string
	padding string // As that of an entry.
	// records are in the order of the payload. A GNU header has just one, without a key.
	records []record
}

type record struct{ key, value string }

func (e extension) kind() string { return extensionKinds[e.header.typeflag()] }

// field returns the name that a record has in fields.
func (e extension) field(key string) string { return strings.TrimSuffix(e.kind()+" "+text(key), " ") }

func (e extension) isSameKind(other extension) bool { return e.kind() == other.kind() }

// keysIn returns the keys that another extension has as well, in the order of this one.
func (e extension) keysIn(other extension) string {
	known := map[string]bool{}
	for _, record := range other.records {
		known[record.key] = true
	}
	var keys []string
	for _, record := range e.records {
		if known[record.key] {
			keys = append(keys, record.key)
		}
	}
	return strings.Join(keys, " ")
}

// parse sets the records.
func (e *extension) parse() (err error) {
	switch e.header.typeflag() {
	case tar.TypeXHeader, tar.TypeXGlobalHeader:
		e.records, err = parseRecords(e.payload)
	default:
		e.records = []record{{value: untilNUL(e.payload)}}
	}
	return err
}

// parseRecords reads lines of "LENGTH KEY=VALUE", the length being that of the whole line.
func parseRecords(payload string) ([]record, error) {
	var records []record
	for payload != "" {
		r, length, err := parseRecord(payload)
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", len(records)+1, err)
		}
		records, payload = append(records, r), payload[length:]
	}
	return records, nil
}

func parseRecord(payload string) (_ record, length int, err error) {
	digits, _, _ := strings.Cut(payload, " ")
	length, err = strconv.Atoi(digits)
	if err != nil || length <= len(digits) || length > len(payload) {
		return record{}, 0, errors.New("malformed length")
	}
	line, ended := strings.CutSuffix(payload[len(digits)+1:length], "\n")
	key, value, ok := strings.Cut(line, "=")
	if !ended || !ok || key == "" {
		return record{}, 0, errors.New("is not KEY=VALUE and a newline")
	}
	if form := numeric[key]; form != nil && value != "" && !form.MatchString(value) {
		return record{}, 0, fmt.Errorf("malformed %s: %s", key, text(value))
	}
	return record{key, value}, length, nil
}

// numeric has the forms of values that are numbers. Any value may be empty: there is none, then.
var numeric = map[string]*regexp.Regexp{
	"uid":   regexp.MustCompile(`^-?[0-9]{1,18}$`),
	"gid":   regexp.MustCompile(`^-?[0-9]{1,18}$`),
	"size":  regexp.MustCompile(`^[0-9]{1,18}$`),
	"mtime": regexp.MustCompile(`^-?[0-9]+(\.[0-9]*)?$`),
}

// canonical returns the same for values that mean the same, such as the times 1.5 and 1.50.
func canonical(field, value string) string {
	if field == "mtime" && strings.Contains(value, ".") {
		return strings.TrimRight(strings.TrimRight(value, "0"), ".")
	}
	return value
}

// join returns all that extensions hold but their headers.
func join(extensions []extension) string {
	var all strings.Builder
	for _, extension := range extensions {
		all.WriteByte(extension.header.typeflag())
		all.WriteString(extension.payload)
	}
	return all.String()
}
