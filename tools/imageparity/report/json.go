// Package report writes the result of a comparison, for people and for programs.
package report

import (
	"encoding/json"
	"io"

	"example.com/simplebank/tools/imageparity/compare"
)

// JSON writes the report as the documentation of compare.Report says.
func JSON(w io.Writer, r *compare.Report) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}
