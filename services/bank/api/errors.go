package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
)

// The codes of errors that are of HTTP, not of the domain.
const (
	codeInternal             fault.Code = "internal"
	codeTimeout              fault.Code = "timeout"
	codeUnavailable          fault.Code = "unavailable"
	codeOutcomeUnknown       fault.Code = "outcome_unknown"
	codeNotReady             fault.Code = "not_ready"
	codeRouteNotFound        fault.Code = "route_not_found"
	codeMethodNotAllowed     fault.Code = "method_not_allowed"
	codeUnsupportedMediaType fault.Code = "unsupported_media_type"
	codeBodyTooLarge         fault.Code = "body_too_large"
	codeTooManyRequests      fault.Code = "too_many_requests"
)

// statuses has the HTTP status of every code: those above and all of the domain.
var statuses = map[fault.Code]int{
	fault.InvalidArgument:   http.StatusBadRequest,
	fault.UsernameTaken:     http.StatusForbidden,
	fault.EmailTaken:        http.StatusForbidden,
	fault.UserNotFound:      http.StatusUnauthorized, // the user of a valid token is gone
	fault.BadCredentials:    http.StatusUnauthorized,
	fault.WrongPassword:     http.StatusForbidden,
	fault.InvalidToken:      http.StatusUnauthorized,
	fault.SessionInvalid:    http.StatusUnauthorized,
	fault.SessionNotFound:   http.StatusNotFound,
	fault.RoleRequired:      http.StatusForbidden,
	fault.NotOwner:          http.StatusUnauthorized,
	fault.AccountNotFound:   http.StatusNotFound,
	fault.AccountExists:     http.StatusForbidden,
	fault.UnknownCurrency:   http.StatusBadRequest,
	fault.CurrencyMismatch:  http.StatusBadRequest,
	fault.SameAccount:       http.StatusBadRequest,
	fault.InsufficientFunds: http.StatusUnprocessableEntity,
	fault.BalanceOverflow:   http.StatusUnprocessableEntity,
	fault.TransferNotFound:  http.StatusNotFound,
	fault.AlreadyReversed:   http.StatusConflict,
	fault.NotReversible:     http.StatusUnprocessableEntity,
	fault.NotPending:        http.StatusUnprocessableEntity,
	fault.AlreadyPosted:     http.StatusConflict,
	fault.AlreadyVoided:     http.StatusConflict,
	fault.PendingExpired:    http.StatusConflict,
	fault.ExceedsReserved:   http.StatusUnprocessableEntity,
	fault.KeyReused:         http.StatusUnprocessableEntity,
	fault.RequestInFlight:   http.StatusConflict,

	codeInternal:             http.StatusInternalServerError,
	codeTimeout:              http.StatusServiceUnavailable,
	codeUnavailable:          http.StatusServiceUnavailable,
	codeOutcomeUnknown:       http.StatusServiceUnavailable,
	codeNotReady:             http.StatusServiceUnavailable,
	codeRouteNotFound:        http.StatusNotFound,
	codeMethodNotAllowed:     http.StatusMethodNotAllowed,
	codeUnsupportedMediaType: http.StatusUnsupportedMediaType,
	codeBodyTooLarge:         http.StatusRequestEntityTooLarge,
	codeTooManyRequests:      http.StatusTooManyRequests,
}

type errorResponse struct {
	Error     string     `json:"error"`
	Code      fault.Code `json:"code"`
	RequestID string     `json:"request_id"`
}

// legErrorResponse is of an error about one leg of a batch.
type legErrorResponse struct {
	errorResponse
	Leg int `json:"leg"`
}

// answeredStatus returns the status of the answer; of one that was cut off, which has
// begun with 200, that of the error.
func answeredStatus(c *gin.Context) int {
	if status, failed := statuses[fault.Code(c.GetString(codeKey))]; failed {
		return status
	}
	return c.Writer.Status()
}

// fail answers the request with the error and leaves it to the log.
func fail(c *gin.Context, err error) {
	answer := explainFailure(c, err)
	status := statuses[answer.Code]
	if status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", "Bearer")
	}
	if passes(c, answer.Code) {
		c.Header("Retry-After", "1") // second
	}
	response := errorResponse{Error: answer.Message, Code: answer.Code, RequestID: requestID(c)}
	var body any = response
	var leg *ledger.LegError
	if errors.As(err, &leg) {
		response.Error = leg.Error()
		body = legErrorResponse{errorResponse: response, Leg: leg.Leg}
	}
	encoded, _ := encodeAnswer(body) // texts and a number can be encoded
	c.Abort()
	c.Data(status, contentTypeJSON, encoded)
}

// cutOff ends an answer that has begun so that nobody takes it for a whole one:
// the connection is closed. The error is left to the log.
func cutOff(c *gin.Context, err error) {
	explainFailure(c, err)
	panic(http.ErrAbortHandler)
}

// explainFailure leaves the error to the log, and returns what the caller may
// know: of an error that is not the domain's, nothing.
func explainFailure(c *gin.Context, err error) *fault.Error {
	_ = c.Error(err) // returns what it stores
	answer := &fault.Error{Code: codeInternal, Message: "something went wrong here; it is in the log"}
	moves := movesMoney(c)
	switch {
	// Where the caller has hung up, that is why; the database is well.
	case moves && errors.Is(err, postgres.ErrOutcomeUnknown) && !errors.Is(c.Request.Context().Err(), context.Canceled):
		answer = &fault.Error{Code: codeOutcomeUnknown, Message: "the bank lost sight of the request; " + mayBeDone(c)}
	case moves && c.Request.Context().Err() != nil:
		answer = &fault.Error{Code: codeTimeout, Message: "the request took too long; " + mayBeDone(c)}
	case c.Request.Context().Err() != nil:
		// Too late, or the caller has hung up: whatever err is comes of that.
		answer = &fault.Error{Code: codeTimeout, Message: "the request took too long; try again later"}
	case errors.Is(err, postgres.ErrUnavailable), errors.Is(err, postgres.ErrOutcomeUnknown):
		answer = &fault.Error{Code: codeUnavailable, Message: "the bank cannot work right now; try again later"}
	}
	_ = errors.As(err, &answer)
	c.Set(codeKey, string(answer.Code))
	return answer
}

func noRoute(c *gin.Context) (any, error) {
	return nil, fault.New(codeRouteNotFound, "there is nothing at this path")
}

func noMethod(c *gin.Context) (any, error) {
	return nil, fault.New(codeMethodNotAllowed, "this path does not accept %s", c.Request.Method)
}
