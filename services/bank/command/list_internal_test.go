package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/client"
)

// TestJSONList is of a list that is printed page by page: it is as if it were printed at
// once.
func TestJSONList(t *testing.T) {
	type item struct {
		Text string         `json:"text"`
		More map[string]int `json:"more,omitempty"`
	}
	first, second := item{Text: "<a>\n"}, item{Text: "b", More: map[string]int{"c": 1}}
	for name, pages := range map[string][][]item{
		"none": {{}}, "one": {{first}}, "two": {{first, second}}, "of two pages": {{first}, {second}}, "of an empty page": {{}, {first}, {}},
	} {
		for _, next := range []string{"", `x"y`} {
			var got, want bytes.Buffer
			list := jsonList{to: &got, name: "items"}
			all := []item{}
			for _, page := range pages {
				if err := list.add(len(page), func(i int) any { return page[i] }); err != nil {
					t.Fatal(err)
				}
				all = append(all, page...)
			}
			err := list.end(next)
			p := Program{Stdout: &want}
			whole := struct {
				Items []item `json:"items"`
				Next  string `json:"next_cursor,omitempty"`
			}{all, next}
			if err := errors.Join(err, p.printJSON(whole)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.String(), got.String()); diff != "" {
				t.Errorf("%s, next %q (-at once +page by page):\n%s", name, next, diff)
			}
		}
	}
}

// TestListThatBreaksOff is of a page that cannot be had: what was printed until then is
// not taken for all.
func TestListThatBreaksOff(t *testing.T) {
	failure := errors.New("no more")
	page := func(p client.Page) ([]int, string, error) {
		if p.Cursor != "" {
			return nil, "", failure
		}
		return []int{1}, "c", nil
	}
	var stdout bytes.Buffer
	err := printPages(&Program{Stdout: &stdout, json: true}, listFlags{limit: new(uint), cursor: new(string)}, "items", page, nil)
	if !errors.Is(err, failure) || json.Valid(stdout.Bytes()) || stdout.Len() == 0 {
		t.Errorf("%v, printed %q", err, &stdout)
	}
}
