package api

import (
	"bytes"
	"encoding/json"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
)

const contentTypeJSON = "application/json; charset=utf-8"

// noSniff has browsers take answers for what they say they are: nothing in JSON is
// escaped for HTML.
func noSniff(c *gin.Context) { c.Header("X-Content-Type-Options", "nosniff") }

// encodeAnswer returns the body of an answer. Metadata in it is as it came, also <, >
// and &, which the encoder would escape by default.
func encodeAnswer(body any) ([]byte, error) {
	var encoded bytes.Buffer
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, fault.During("encode answer", err)
	}
	return bytes.TrimSuffix(encoded.Bytes(), []byte("\n")), nil
}
