package contract

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Exchange is a request and what the bank answered to it.
type Exchange struct {
	Request *http.Request
	Sent    []byte // the request's body
	// Undocumented says that the request has, on purpose, what the document
	// does not.
	Undocumented bool

	Status int
	Header http.Header
	Body   []byte
}

// decoded returns the body as it was before it was compressed.
func (e Exchange) decoded() ([]byte, error) {
	if e.Header.Get("Content-Encoding") != "gzip" {
		return e.Body, nil
	}
	reader, err := gzip.NewReader(bytes.NewReader(e.Body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

// checkRequest checks a request that the bank has accepted: what is accepted is
// in the document.
func (c *contract) checkRequest(o operation, e Exchange) error {
	if e.Status != http.StatusOK || e.Undocumented {
		return nil
	}
	query := e.Request.URL.Query()
	for _, p := range o.parameters {
		var values []string
		switch p.in {
		case "query":
			values = query[p.name]
			delete(query, p.name)
		case "header":
			values = e.Request.Header.Values(p.name)
		case "path":
			i := slices.Index(o.path, "{"+p.name+"}")
			values = strings.Split(e.Request.URL.Path, "/")[i : i+1]
		}
		if err := c.checkValues(o.name, p, values); err != nil {
			return err
		}
	}
	for name := range query {
		return fmt.Errorf("the query parameter %s is not in the document", name)
	}
	if o.request == nil {
		if len(e.Sent) > 0 {
			return errors.New("a body of the request is not in the document")
		}
		return nil
	}
	c.coverage.noteValue(o.name, "a body", len(e.Sent) > 0)
	if len(e.Sent) == 0 && !o.request.required {
		return nil
	}
	_, err := c.checkBody(o, o.request, e.Sent)
	return err
}

func (c *contract) checkAnswer(o operation, r response, e Exchange) error {
	of := fmt.Sprintf(answered, o.name, e.Status)
	for _, h := range r.headers {
		if err := c.checkValues(of, h, e.Header.Values(h.name)); err != nil {
			return err
		}
	}
	for _, name := range reported {
		if e.Header.Get(name) != "" && !r.documents(name) {
			return fmt.Errorf("the header %s is not in the document", name)
		}
	}
	if e.Request.Method == http.MethodHead || r.content == nil {
		if len(e.Body) > 0 {
			return errors.New("there is a body")
		}
		return nil
	}
	if got, _, _ := mime.ParseMediaType(e.Header.Get("Content-Type")); got != r.content.mediaType {
		return fmt.Errorf("the content type is %q, in the document %s", got, r.content.mediaType)
	}
	body, err := e.decoded()
	if err != nil {
		return err
	}
	value, err := c.checkBody(o, r.content, body)
	if err != nil {
		return err
	}
	if r.codes != nil {
		c.coverage.note(refused, o.name, e.Status, value.(node)["code"])
	}
	return nil
}

// checkValues checks the values of a parameter or a header.
func (c *contract) checkValues(of string, p parameter, values []string) error {
	c.coverage.noteValue(of, p.name, len(values) > 0)
	switch {
	case len(values) == 0 && p.required:
		return fmt.Errorf("there is no %s", p.name)
	case len(values) > 1:
		return fmt.Errorf("there are %d of %s", len(values), p.name)
	}
	for _, value := range values {
		if err := validateText(p.schema, value); err != nil {
			return fmt.Errorf("%s is %q: %w", p.name, value, err)
		}
	}
	return nil
}

// validateText checks what stands in a URL or in a header, where numbers are
// text.
func validateText(schema *jsonschema.Schema, text string) error {
	err := schema.Validate(text)
	if err == nil {
		return nil
	}
	if value, notJSON := jsonschema.UnmarshalJSON(strings.NewReader(text)); notJSON == nil {
		return schema.Validate(value)
	}
	return err
}

// checkBody checks a body, notes its fields, and returns it.
func (c *contract) checkBody(o operation, as *content, body []byte) (any, error) {
	if as.schema == nil {
		return nil, nil
	}
	value, err := validate(as.schema, body)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, body)
	}
	c.coverage.noteFields(c.document, as.place, o.name, value)
	return value, nil
}
