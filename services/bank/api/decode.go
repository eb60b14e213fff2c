package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
)

// checker is a request that can tell what is wrong with its values. The checks
// are written out: a validation library that calls methods by name keeps the
// linker from dropping unused ones, and that nearly doubles the binary.
type checker interface {
	// check returns nil or a *fault.Error that names the first bad field.
	check() error
}

// invalid returns the error that says what a field accepts.
//
// Not inlined, as fault.New.
//
//go:noinline
func invalid(field, accepts string) error {
	return fault.New(fault.InvalidArgument, "%s must be %s", field, accepts)
}

// decode reads the request's JSON body, exactly one object of what the request may
// have and nothing else, and checks it.
func decode[T checker](c *gin.Context) (request T, err error) {
	if err := decodeInto(c, &request); err != nil {
		return request, err
	}
	return request, request.check()
}

// decodeInto is [decode] into a pointer to the request, without its check: apart, as
// of what is generic there is a copy in the binary for each type.
func decodeInto(c *gin.Context, request any) error {
	if err := checkContentType(c.Request); err != nil {
		return err
	}
	body, err := readBody(c)
	if err != nil {
		return err
	}
	// The decoder would take bytes that are not UTF-8 for U+FFFD.
	if !utf8.Valid(body) {
		return invalid("the body", "UTF-8")
	}
	if err := json.Unmarshal(body, request); err != nil {
		return explain(err, "the body")
	}
	return checkMembers(reflect.TypeOf(request).Elem(), body, "the body")
}

// decodeOptional is [decode] but takes no body for the zero request.
func decodeOptional[T checker](c *gin.Context) (request T, err error) {
	body, err := readBody(c)
	if err != nil || len(body) == 0 {
		return request, err
	}
	return decode[T](c)
}

// nothing is the request of a route that takes no body.
type nothing struct{}

func (nothing) check() error { return nil }

// readBody reads the request's body to its end, and leaves it to be read again: a
// request may be carried out more than once.
func readBody(c *gin.Context) ([]byte, error) {
	body, err := io.ReadAll(c.Request.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, fault.New(codeBodyTooLarge, "the body must be at most %d bytes", tooLarge.Limit)
	}
	if err != nil {
		return nil, fault.New(fault.InvalidArgument, "the body could not be read to its end")
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// explain turns the decoder's error, which tells Go types, into one that names
// the field, or else the whole of what was decoded, and what it accepts.
func explain(err error, whole string) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		// The path to the field has names of embedded types in it.
		field := wrong.Field[strings.LastIndexByte(wrong.Field, '.')+1:]
		switch wrong.Type.Kind() {
		case reflect.String:
			return invalid(field, "a string")
		case reflect.Int64:
			return invalid(field, "a whole number of at most 63 bits")
		case reflect.Bool:
			return invalid(field, "true or false")
		}
	}
	return invalid(whole, "one JSON object")
}

// checkContentType refuses a body that says it is something other than JSON.
// One that does not say what it is is taken for JSON.
func checkContentType(r *http.Request) error {
	header := r.Header.Get("Content-Type")
	if header == "" {
		return nil
	}
	mediaType, _, err := mime.ParseMediaType(header)
	if err != nil || mediaType != "application/json" {
		return fault.New(codeUnsupportedMediaType, "the content type must be application/json")
	}
	return nil
}
