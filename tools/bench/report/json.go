package report

import (
	"encoding/json"
	"fmt"
	"io"

	"example.com/simplebank/tools/bench/contest"
	"example.com/simplebank/tools/bench/growth"
)

// JSON writes all that was seen.
func JSON[R contest.Result | growth.Result](w io.Writer, r R) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return fmt.Errorf("write the result as JSON: %w", err)
	}
	return nil
}
