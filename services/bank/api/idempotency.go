package api

import (
	"crypto/sha256"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/postgres"
)

// The headers of draft-ietf-httpapi-idempotency-key-header, and the one that
// tells of an answer that was given before.
const (
	idempotencyKeyHeader = "Idempotency-Key"
	replayedHeader       = "Idempotent-Replayed"
)

// handleMove is [handle] for requests that move money. One with an
// Idempotency-Key moves it once, however often it is sent: later ones get the
// answer of the first.
//
// Refusals are not kept. Nothing has moved, so a repetition is judged anew:
// whoever has no funds today pays with the same key tomorrow, and a client that
// makes the key of the number of its order is not locked out of it.
func handleMove[T any](a *API, serve func(*gin.Context, *postgres.Store) (T, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		answer, err := a.once(c, func(store *postgres.Store) ([]byte, error) {
			body, err := serve(c, store)
			if err != nil {
				return nil, err
			}
			return encodeAnswer(body)
		})
		a.answerMove(c, answer, err)
	}
}

// answerMove answers a request that has moved money, or why it has not.
func (a *API) answerMove(c *gin.Context, answer postgres.Answer, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	if answer.Replayed {
		c.Header(replayedHeader, "true")
	}
	a.options.Ledger.Wake()
	c.Data(http.StatusOK, contentTypeJSON, answer.Body)
}

// once carries the request out unless it has been. Without a key it cannot know.
func (a *API) once(c *gin.Context, do func(*postgres.Store) ([]byte, error)) (postgres.Answer, error) {
	request, err := idempotentRequest(c)
	if err == nil {
		// Now, and not in the transaction: a body may take its time to come.
		_, err = readBody(c)
	}
	if err != nil {
		return postgres.Answer{}, err
	}
	return a.store(c).Once(c.Request.Context(), request, do)
}

// idempotentRequest returns what makes the request the same as another, or nil if
// it has no key.
func idempotentRequest(c *gin.Context) (*postgres.IdempotentRequest, error) {
	header := c.Request.Header.Values(idempotencyKeyHeader)
	if len(header) == 0 {
		return nil, nil
	}
	key, err := parseIdempotencyKey(header)
	if err != nil {
		return nil, err
	}
	body, err := readBody(c)
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "%s\n%s\n%s", c.Request.Method, c.Request.URL.Path, body)
	return &postgres.IdempotentRequest{Username: username(c), Key: key, Hash: hash.Sum(nil)}, nil
}
