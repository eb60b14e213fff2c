package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Example is an operation, and the request that the document shows for it.
type Example struct {
	Name     string // as in "POST /transfers/{id}/reverse"
	Method   string
	Path     string           // with values in it, and a query if one is required
	Body     []byte           // nil without one
	Required []string         // the fields that the body must have
	Open     bool             // whether it needs no access token
	Answers  map[int][]string // by status, the codes of those that are errors
}

// Answer reports whether the operation may answer with the status and, if one is
// given, the code.
func (e Example) Answer(status int, code string) bool {
	codes, ok := e.Answers[status]
	return ok && (code == "" || slices.Contains(codes, code))
}

// Examples returns one for each operation.
func Examples() ([]Example, error) {
	c, err := theContract()
	if err != nil {
		return nil, err
	}
	var examples []Example
	for method, operations := range c.operations {
		for _, o := range operations {
			e := Example{Name: o.name, Method: method, Path: o.examplePath(), Open: o.open, Answers: map[int][]string{}}
			for status, r := range o.responses {
				e.Answers[status] = r.codes
			}
			if o.request != nil {
				e.Required = texts(c.resolve(o.request.place).node["required"])
				if e.Body, err = json.Marshal(o.request.example); err != nil {
					return nil, fmt.Errorf("%s: %w", o.name, err)
				}
			}
			examples = append(examples, e)
		}
	}
	slices.SortFunc(examples, func(a, b Example) int { return cmp.Compare(a.Name, b.Name) })
	return examples, nil
}

func (o operation) examplePath() string {
	path, query := strings.Join(o.path, "/"), ""
	for _, p := range o.parameters {
		value := fmt.Sprint(p.example)
		switch {
		case p.in == "path":
			path = strings.ReplaceAll(path, "{"+p.name+"}", value)
		case p.in == "query" && p.required:
			query += "&" + p.name + "=" + value
		}
	}
	return path + strings.Replace(query, "&", "?", 1)
}

// CheckExamples checks the examples of the document against its schemas.
func CheckExamples() error {
	c, err := theContract()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(c.schemas())) {
		example, ok := c.schemas()[name].(node)["example"]
		if !ok {
			continue
		}
		schema, err := c.compiler.Compile(location + "#/components/schemas/" + name)
		if err != nil {
			return err
		}
		if err := schema.Validate(example); err != nil {
			return fmt.Errorf("the example of %s: %w", name, err)
		}
	}
	for _, operations := range c.operations {
		for _, o := range operations {
			if err := o.checkExamples(); err != nil {
				return fmt.Errorf("%s: %w", o.name, err)
			}
		}
	}
	return nil
}

func (o operation) checkExamples() error {
	for _, p := range o.parameters {
		if p.example == nil {
			if p.required {
				return fmt.Errorf("there is no example of %s", p.name)
			}
			continue
		}
		if err := p.schema.Validate(p.example); err != nil {
			return fmt.Errorf("the example of %s: %w", p.name, err)
		}
	}
	if o.request == nil {
		return nil
	}
	if err := o.request.schema.Validate(o.request.example); err != nil {
		return fmt.Errorf("the example of the request: %w", err)
	}
	return nil
}
