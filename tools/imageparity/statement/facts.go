package statement

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// Facts are names with values, in an order that means something to people.
type Facts []Fact

// MarshalJSON writes [] for none.
func (f Facts) MarshalJSON() ([]byte, error) { return json.Marshal(append([]Fact{}, f...)) }

// Fact is a name with a value. Of a file the value is "sha256:…".
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Add adds a fact of the form NAME=VALUE.
func (f *Facts) Add(s string) error {
	name, value, ok := strings.Cut(s, "=")
	if !ok || name == "" || value == "" {
		return fmt.Errorf("accepted is NAME=VALUE, such as bazel=1.2.3")
	}
	*f = append(*f, Fact{name, value})
	return nil
}

// AddInput adds a fact of the form NAME=VALUE, or the digest of the file that is so called.
func (f *Facts) AddInput(s string) error {
	if strings.Contains(s, "=") {
		return f.Add(s)
	}
	file, err := os.Open(s)
	if err != nil {
		return fmt.Errorf("accepted is a file or NAME=VALUE: %w", err)
	}
	defer file.Close() // It is only read.
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return err
	}
	*f = append(*f, Fact{s, "sha256:" + hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// String returns "bazel 1.2.3, rules_go 0.65.0".
func (f Facts) String() string {
	var words []string
	for _, fact := range f {
		words = append(words, fact.Name+" "+fact.Value)
	}
	return strings.Join(words, ", ")
}
