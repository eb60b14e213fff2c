package report

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.com/simplebank/tools/imageparity/compare"
)

var errFull = errors.New("no space left")

// fullWriter fails once it has so many bytes.
type fullWriter struct{ left int }

func (w *fullWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		return 0, errFull
	}
	w.left -= len(p)
	return len(p), nil
}

func TestWriterFails(t *testing.T) {
	r := different(t)
	for name, write := range map[string]func(io.Writer, *compare.Result) error{"text": Text, "HTML": HTML, "JSON": JSON} {
		var whole strings.Builder
		if err := write(&whole, r); err != nil {
			t.Fatal(err)
		}
		for _, left := range []int{0, whole.Len() / 2, whole.Len() - 1} {
			if err := write(&fullWriter{left}, r); !errors.Is(err, errFull) {
				t.Errorf("%s, after %d of %d bytes: got %v", name, left, whole.Len(), err)
			}
		}
		if err := write(&fullWriter{whole.Len()}, r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJSON(t *testing.T) {
	want := different(t)
	var buffer strings.Builder
	if err := JSON(&buffer, want); err != nil {
		t.Fatal(err)
	}
	var got *compare.Result
	if err := json.Unmarshal([]byte(buffer.String()), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(compare.Report{}, "Images")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !strings.Contains(buffer.String(), "<script>") {
		t.Error("markup is escaped, which people cannot read")
	}
}
