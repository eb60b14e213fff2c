package report

import (
	"encoding/json"
	"fmt"
	"io"

	"example.com/simplebank/tools/bench/contest"
)

// JSON writes all that was seen.
func JSON(w io.Writer, r contest.Result) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return fmt.Errorf("write the result as JSON: %w", err)
	}
	return nil
}
