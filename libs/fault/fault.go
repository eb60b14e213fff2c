// Package fault holds the errors of the domain: what can be wrong with a
// request that the program itself handled as it should.
//
// Every such error carries a stable [Code] for programs and a message that may
// be shown to the caller. Any other error is a failure of the program or of
// what it depends on, and its text is for the log only.
package fault

import "fmt"

// Error is a domain error. Its message is fit for the caller's eyes.
type Error struct {
	Code    Code
	Message string
}

// New returns an *Error with the given code and formatted message.
//
// It is not inlined: in more than a hundred places that is some kilobytes.
//
//go:noinline
func New(code Code, format string, args ...any) error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Unwrap makes errors.Is(err, code) true for the error's own code.
func (e *Error) Unwrap() error { return e.Code }
