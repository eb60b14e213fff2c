package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// coverage remembers which of the document has been seen.
type coverage struct {
	sync.Mutex
	seen map[string]bool // what there is to see, and whether it has been seen
}

// expect adds something that there is to see.
func (c *coverage) expect(format string, args ...any) {
	if what := fmt.Sprintf(format, args...); !c.seen[what] {
		c.seen[what] = false
	}
}

// note notes something that has been seen.
func (c *coverage) note(format string, args ...any) {
	c.Lock()
	defer c.Unlock()
	c.seen[fmt.Sprintf(format, args...)] = true
}

// unseen returns what has not been seen, in order.
func (c *coverage) unseen() []string {
	c.Lock()
	defer c.Unlock()
	var unseen []string
	for _, what := range slices.Sorted(maps.Keys(c.seen)) {
		if !c.seen[what] {
			unseen = append(unseen, what)
		}
	}
	return unseen
}

// What there is to see: the statuses and the codes of operations; fields,
// parameters and headers, and where they are optional answers without them.
const (
	answered = "%s: %d"
	refused  = "%s: %d %s"
	present  = "%s: with %s"
	absent   = "%s: without %s"
)

// expectOperation expects each answer of an operation, and each value with and,
// if it is optional, without it.
func (c *coverage) expectOperation(d *document, o operation) {
	for _, p := range o.parameters {
		c.expectValue(o.name, p.name, p.required)
	}
	if o.request != nil {
		c.expectValue(o.name, "a body", o.request.required)
		c.expectFields(d, o.request.place, o.name)
	}
	for status, r := range o.responses {
		c.expect(answered, o.name, status)
		for _, code := range r.codes {
			c.expect(refused, o.name, status, code)
		}
		for _, h := range r.headers {
			c.expectValue(fmt.Sprintf(answered, o.name, status), h.name, h.required)
		}
		if r.content != nil {
			c.expectFields(d, r.content.place, o.name)
		}
	}
}

func (c *coverage) expectValue(of, name string, required bool) {
	c.expect(present, of, name)
	if !required {
		c.expect(absent, of, name)
	}
}

func (c *coverage) noteValue(of, name string, isPresent bool) {
	if isPresent {
		c.note(present, of, name)
	} else {
		c.note(absent, of, name)
	}
}

// expectFields expects the fields of a schema and of those in it. They are of
// the schema that names them, wherever that is used.
func (c *coverage) expectFields(d *document, schema place, owner string) {
	schema, owner = d.named(schema, owner)
	if all := alternatives(schema); all != nil {
		for _, alternative := range all { // what stands beside them has no other fields
			c.expectFields(d, alternative, owner)
		}
		return
	}
	if items := d.at(schema, "items"); items.node != nil {
		c.expectFields(d, place{schema.node["items"].(node), ""}, owner)
	}
	required := texts(schema.node["required"])
	for name, field := range properties(schema.node) {
		c.expectValue(owner, name, slices.Contains(required, name))
		c.expectFields(d, place{field.(node), ""}, owner+"."+name)
	}
}

// noteFields notes the fields of a value. Of alternatives it is the first that
// asks for no field that the value does not have.
func (c *coverage) noteFields(d *document, schema place, owner string, value any) {
	schema, owner = d.named(schema, owner)
	for _, alternative := range alternatives(schema) {
		if d.mayBe(value, alternative) {
			c.noteFields(d, alternative, owner, value)
			return
		}
	}
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			c.noteFields(d, place{schema.node["items"].(node), ""}, owner, element)
		}
	case node:
		for name, field := range properties(schema.node) {
			inside, ok := value[name]
			c.noteValue(owner, name, ok)
			if ok {
				c.noteFields(d, place{field.(node), ""}, owner+"."+name, inside)
			}
		}
	}
}

func alternatives(schema place) (all []place) {
	list, _ := schema.node["anyOf"].([]any)
	for _, alternative := range list {
		all = append(all, place{alternative.(node), ""})
	}
	return all
}

func (d *document) mayBe(value any, schema place) bool {
	object, _ := value.(node)
	for _, name := range texts(d.resolve(schema).node["required"]) {
		if _, ok := object[name]; !ok {
			return false
		}
	}
	return true
}

// named returns the schema that a schema refers to, and its name.
func (d *document) named(schema place, owner string) (place, string) {
	if reference, ok := schema.node["$ref"].(string); ok {
		return d.resolve(schema), reference[strings.LastIndex(reference, "/")+1:]
	}
	return schema, owner
}

func properties(schema node) node {
	fields, _ := schema["properties"].(node)
	return fields
}
