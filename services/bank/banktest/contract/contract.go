package contract

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"sync"
)

// contract is the document, read once, and what has been seen of it.
type contract struct {
	*document
	operations map[string][]operation // by method
	coverage   coverage
}

var theContract = sync.OnceValues(func() (*contract, error) {
	d, err := open()
	if err != nil {
		return nil, err
	}
	c := &contract{document: d, coverage: coverage{seen: map[string]bool{}}}
	if c.operations, err = d.operations(); err != nil {
		return nil, err
	}
	for _, operations := range c.operations {
		for _, o := range operations {
			c.coverage.expectOperation(d, o)
		}
	}
	return c, nil
})

// Unseen returns what the document has and no exchange so far had: answers,
// codes of errors, and fields, parameters and headers, given or left out.
func Unseen() ([]string, error) {
	c, err := theContract()
	if err != nil {
		return nil, err
	}
	return c.coverage.unseen(), nil
}

// Check returns what in an exchange is not as the document says.
func Check(e Exchange) error {
	c, err := theContract()
	if err != nil {
		return err
	}
	o, without := find(c.operations, e.Request.Method, e.Request.URL.Path)
	if o == nil {
		return checkOther(e, without)
	}
	r, ok := o.responses[e.Status]
	if !ok {
		return fmt.Errorf("%s: the document has no answer with status %d: %s", o.name, e.Status, e.Body)
	}
	c.coverage.note(answered, o.name, e.Status)
	if err := errors.Join(c.checkRequest(*o, e), c.checkAnswer(*o, r, e)); err != nil {
		return fmt.Errorf("%s: %d: %w", o.name, e.Status, err)
	}
	return nil
}

// pages are the console, and the parts of pages, which are not of the API.
var pages = regexp.MustCompile(`^/($|console/|docs/)`)

// checkOther is for what is not in the document, where the answer is to have the
// given status.
func checkOther(e Exchange, want int) error {
	if pages.MatchString(e.Request.URL.Path) || e.Status == want {
		return nil
	}
	return fmt.Errorf("%s %s: status %d, but the document has no such operation: %s",
		e.Request.Method, e.Request.URL.Path, e.Status, e.Body)
}

// reported are the headers of answers that the document has to tell of.
var reported = []string{"ETag", "Idempotent-Replayed", "Retry-After", "WWW-Authenticate", "X-Request-Id"}

func (r response) documents(header string) bool {
	for _, h := range r.headers {
		if http.CanonicalHeaderKey(h.name) == http.CanonicalHeaderKey(header) {
			return true
		}
	}
	return false
}
