package contract

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// An operation is a method of a path, as the document has it.
type operation struct {
	name       string // as in "POST /transfers/{id}/reverse"
	path       []string
	open       bool // needs no access token
	parameters []parameter
	request    *content // nil without a body
	responses  map[int]response
}

type parameter struct {
	name, in string
	required bool
	schema   *jsonschema.Schema
	example  any
}

type response struct {
	headers []parameter
	content *content // nil without a body
	codes   []string // of an error
}

// content is what a body may be.
type content struct {
	mediaType string
	required  bool
	schema    *jsonschema.Schema // nil for what is not JSON
	place     place              // of the schema
	example   any
}

// operations returns all operations by method.
func (d *document) operations() (map[string][]operation, error) {
	all := map[string][]operation{}
	root := place{d.root, ""}
	paths := d.at(root, "paths")
	for path := range paths.node {
		item := d.at(paths, path)
		shared, err := d.parameters(item)
		if err != nil {
			return nil, err
		}
		for name := range item.node {
			if name == "parameters" {
				continue
			}
			method := strings.ToUpper(name)
			o, err := d.operation(d.at(item, name))
			if err != nil {
				return nil, err
			}
			o.name, o.path = method+" "+path, strings.Split(path, "/")
			o.parameters = append(o.parameters, shared...)
			all[method] = append(all[method], o)
		}
	}
	return all, nil
}

func (d *document) operation(p place) (o operation, err error) {
	if o.parameters, err = d.parameters(p); err != nil {
		return o, err
	}
	security, own := p.node["security"].([]any)
	o.open = own && len(security) == 0
	if o.request, err = d.content(d.at(p, "requestBody")); err != nil {
		return o, err
	}
	o.responses = map[int]response{}
	responses := d.at(p, "responses")
	for text := range responses.node {
		status, err := strconv.Atoi(text)
		if err != nil {
			return o, fmt.Errorf("%s: status %q", responses.pointer, text)
		}
		if o.responses[status], err = d.response(d.at(responses, text)); err != nil {
			return o, err
		}
	}
	return o, nil
}

func (d *document) response(p place) (r response, err error) {
	headers := d.at(p, "headers")
	for name := range headers.node {
		header := d.at(headers, name)
		schema, err := d.compile(header)
		if err != nil {
			return r, err
		}
		r.headers = append(r.headers, parameter{name: name, in: "header", required: header.node["required"] == true, schema: schema})
	}
	if r.content, err = d.content(p); err != nil || r.content == nil {
		return r, err
	}
	code, _ := properties(r.content.place.node)["code"].(node)
	r.codes = texts(code["enum"])
	return r, nil
}

func (d *document) parameters(p place) ([]parameter, error) {
	var all []parameter
	list, _ := p.node["parameters"].([]any)
	for i, element := range list {
		at := d.resolve(place{element.(node), fmt.Sprintf("%s/parameters/%d", p.pointer, i)})
		schema, err := d.compile(at)
		if err != nil {
			return nil, err
		}
		name, in := at.node["name"].(string), at.node["in"].(string)
		all = append(all, parameter{name, in, at.node["required"] == true, schema, at.node["example"]})
	}
	return all, nil
}

// content returns what the body of a request or a response may be: one type.
func (d *document) content(p place) (*content, error) {
	types := d.at(p, "content")
	if len(types.node) == 0 {
		return nil, nil
	}
	mediaType := slices.Min(slices.Collect(maps.Keys(types.node)))
	of := d.at(types, mediaType)
	inside, _ := of.node["schema"].(node)
	c := &content{
		mediaType: mediaType,
		required:  p.node["required"] == true,
		place:     place{inside, of.pointer + "/schema"},
		example:   of.node["example"],
	}
	if mediaType == "application/json" {
		var err error
		if c.schema, err = d.compile(of); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// find returns the operation of a request; of those of its path the one with
// the fewest parameters. Without one it says what answer there should be.
func find(all map[string][]operation, method, path string) (found *operation, status int) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	segments := strings.Split(path, "/")
	status = http.StatusNotFound
	for m, operations := range all {
		for i, o := range operations {
			switch {
			case !o.matches(segments):
			case m != method:
				status = http.StatusMethodNotAllowed
			case found == nil || strings.Count(o.name, "{") < strings.Count(found.name, "{"):
				found = &operations[i]
			}
		}
	}
	return found, status
}

func (o operation) matches(path []string) bool {
	return slices.EqualFunc(o.path, path, func(documented, got string) bool {
		return documented == got || strings.HasPrefix(documented, "{") && got != ""
	})
}
