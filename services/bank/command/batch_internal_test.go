package command

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/client"
)

func TestParseBatch(t *testing.T) {
	want := client.Batch{Currency: "USD", Legs: []client.Leg{
		{FromAccountID: 1, ToAccountID: 2, Amount: 1234, Note: client.Note{Reference: "invoice 17, and\n18"}},
		{FromAccountID: 2, ToAccountID: 3, Amount: 500},
	}}
	const csv = "from_account_id,to_account_id,amount,reference\n1,2,12.34,\"invoice 17, and\n18\"\n2,3,5,\n"
	const bom = "\xef\xbb\xbf" // as spreadsheets write it
	got, lines, err := parseBatch([]byte(bom+csv), "USD")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	if without, _, err := parseBatch([]byte(csv), "USD"); err != nil || !cmp.Equal(got, without) {
		t.Errorf("without a byte order mark: %+v, %v", without, err)
	}
	if diff := cmp.Diff([]int{2, 4}, lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	got, _, err = parseBatch([]byte(bom+` {"currency": "USD", "legs": [
		{"from_account_id": 1, "to_account_id": 2, "amount": 1234, "reference": "invoice 17, and\n18"},
		{"from_account_id": 2, "to_account_id": 3, "amount": 500}]}`), "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}

func TestParseBatchRefused(t *testing.T) {
	const head = "from_account_id,to_account_id,amount\n"
	const bom = "\xef\xbb\xbf"
	for words, file := range map[string]struct{ content, currency string }{
		"--currency, which CSV needs":            {head, ""},
		"JSON tells the currency itself":         {"{}", "USD"},
		"the first line must be from_account_id": {"1,2,3\n", "USD"},
		"the first line must be":                 {"", "USD"},
		`line 3: amount: "5.001" has 3`:          {head + "1,2,5\n1,2,5.001\n", "USD"},
		"line 2: from_account_id must be":        {head + "x,2,5\n", "USD"},
		"line 2: to_account_id must be":          {head + "1,,5\n", "USD"},
		"wrong number of fields":                 {head + "1,2\n", "USD"},
		"cut off: it ends in line 2":             {"{\"currency\": \"USD\", \"legs\": [\n{\"from_account_id\": 1,\n", ""},
		"cut off: it ends in line 1":             {bom + `{"currency": "US`, ""},
		"line 3: it is not JSON":                 {"\n{\"currency\": \"USD\",\n\"legs\": [],}\n", ""},
		"after top-level value":                  {`{"legs": []} {"legs": []}`, ""},
		"cannot unmarshal array":                 {"[]", ""},
		`unknown field "leg"`:                    {`{"leg": []}`, ""},
	} {
		if got, _, err := parseBatch([]byte(file.content), file.currency); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q is %+v, %v; want %q", file.content, got, err, words)
		}
	}
}
