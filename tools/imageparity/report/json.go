// Package report writes the result of a comparison: as text and as a page of HTML for people, and as
// JSON for programs.
package report

import (
	"encoding/json"
	"io"

	"example.com/simplebank/tools/imageparity/compare"
)

// JSON writes the result as the documentation of compare.Result says.
func JSON(w io.Writer, r *compare.Result) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}
