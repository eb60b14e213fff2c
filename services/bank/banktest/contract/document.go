// Package contract holds what the bank answers to tests against the bank's
// OpenAPI document, and remembers which of the document it has seen: so neither
// says what the other does not.
package contract

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"example.com/simplebank/services/bank/api/docs"
)

// location is the name of the document to the compiler of its schemas.
const location = "bank:///openapi.json"

// node is an object of the document.
type node = map[string]any

// A document is the OpenAPI document of the bank.
type document struct {
	root     node
	compiler *jsonschema.Compiler
}

// open reads the document that the program has embedded.
func open() (*document, error) {
	files, err := docs.Files()
	if err != nil {
		return nil, err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(files.Content(docs.Document)))
	if err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", err)
	}
	d := &document{root: value.(node), compiler: jsonschema.NewCompiler()}
	for _, schema := range d.schemas() {
		closeObject(schema.(node))
	}
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource(location, value); err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", err)
	}
	return d, nil
}

func (d *document) schemas() node { return d.root["components"].(node)["schemas"].(node) }

// closeObject makes an object refuse fields that it does not name. The document
// does not say so: clients are to ignore them, so that fields can be added.
func closeObject(schema node) {
	if schema["properties"] != nil {
		schema["additionalProperties"] = false
	}
}

// place is an object of the document, and where it stands.
type place struct {
	node
	pointer string
}

// at returns a field of an object, or what it refers to.
func (d *document) at(p place, name string) place {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	field, _ := p.node[name].(node)
	return d.resolve(place{field, p.pointer + "/" + escape.Replace(name)})
}

// resolve follows a reference. Beside one in a schema there may be more.
func (d *document) resolve(p place) place {
	reference, ok := p.node["$ref"].(string)
	if !ok {
		return p
	}
	target := d.root
	for name := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
		target = target[name].(node)
	}
	return place{target, strings.TrimPrefix(reference, "#")}
}

// compile returns the schema in the field "schema" of an object, nil if it has
// none.
func (d *document) compile(p place) (*jsonschema.Schema, error) {
	if p.node["schema"] == nil {
		return nil, nil
	}
	schema, err := d.compiler.Compile(location + "#" + p.pointer + "/schema")
	if err != nil {
		return nil, fmt.Errorf("compile the schema at %s: %w", p.pointer, err)
	}
	return schema, nil
}

// validate checks JSON against a schema.
func validate(schema *jsonschema.Schema, body []byte) (any, error) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return value, schema.Validate(value)
}

// texts returns the strings of a list.
func texts(list any) []string {
	var texts []string
	elements, _ := list.([]any)
	for _, e := range elements {
		texts = append(texts, e.(string))
	}
	slices.Sort(texts)
	return texts
}
