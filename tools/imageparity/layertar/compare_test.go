package layertar

import (
	"archive/tar"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEntries(t *testing.T) {
	a, b, c, d := file("a", ""), file("b", ""), file("c", ""), file("d", "")
	other := file("a", "")
	other.Uid = 1
	global := func(comment string) item {
		return item{tar.Header{Typeflag: tar.TypeXGlobalHeader, PAXRecords: map[string]string{"comment": comment}}, ""}
	}
	for _, test := range []struct {
		name string
		a, b []item
		want []string
	}{
		{"nothing", nil, nil, []string{}},
		{"only in B", []item{a, c}, []item{a, b, c, d}, []string{"b: only in B", "d: only in B"}},
		{"only in A", []item{a, b, c, d}, []item{d}, []string{"a: only in A", "b: only in A", "c: only in A"}},
		{"nothing in common", []item{a}, []item{b}, []string{"a: only in A", "b: only in B"}},
		{"first moved to the end", []item{a, b, c, d}, []item{b, c, d, a}, []string{"a: moved: 1 → 4"}},
		{"last moved to the beginning", []item{a, b, c, d}, []item{d, a, b, c}, []string{"d: moved: 4 → 1"}},
		{"moved and added", []item{a, b, c}, []item{d, b, c, a}, []string{"a: moved: 1 → 4", "d: only in B"}},
		{"moved and changed", []item{a, b, c}, []item{b, c, other}, []string{"a: uid: 0 → 1", "a: moved: 1 → 3"}},
		{"forms of names", []item{dir("app/"), file("app/bank", "")}, []item{dir("./app"), file("/app//bank", "")}, []string{
			"app: name: app/ → ./app", "app/bank: name: app/bank → /app//bank"}},
		{"the root", []item{dir("./"), a}, []item{dir("/"), a}, []string{".: name: ./ → /"}},
		{"same name again", []item{a, b, a}, []item{a, b, a}, []string{}},
		{"same name again, changed", []item{a, b, a}, []item{a, b, other}, []string{"a: uid: 0 → 1"}},
		{"same name once more", []item{a, b}, []item{a, b, a}, []string{"a: only in B"}},
		{"same names in another order", []item{a, other}, []item{other, a}, []string{"a: uid: 0 → 1", "a: uid: 1 → 0"}},
		{"global records", []item{global("x"), a, b}, []item{global("y"), a, b}, []string{"a: PAX global comment: x → y"}},
		{"global records of another entry", []item{global("x"), a, b}, []item{a, global("x"), b}, []string{
			"a: PAX global comment: x → (none)", "b: PAX global comment: (none) → x"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := describe(compare(t, write(t, test.a...), write(t, test.b...)))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestEnding(t *testing.T) {
	archive := write(t, file("a", "hello"))
	entries := archive[:len(archive)-2*blockSize]
	zeros := func(n int) string { return strings.Repeat("\x00", n) }
	for _, test := range []struct {
		name, ending string
		want         []string
	}{
		{"standard", zeros(1024), []string{}},
		{"none", "", []string{"ending: 1024 zero bytes → (none)"}},
		{"one block", zeros(512), []string{"ending: 1024 zero bytes → 512 zero bytes"}},
		{"record", zeros(10240 - len(entries)), []string{"ending: 1024 zero bytes → 9216 zero bytes"}},
		{"part of a block", zeros(1025), []string{"ending: 1024 zero bytes → 1025 zero bytes"}},
		{"garbage", zeros(1024) + "a" + zeros(2), []string{"ending: 1024 zero bytes → " +
			"1024 zero bytes, and 3 others (sha256:ea6fde9e840d240a4f5df3d85b5ad6183060057bd18dff9c453ba4061117f83b)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := describe(compare(t, archive, slices.Concat(entries, []byte(test.ending))))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestLimits has more differences than are listed, and the first of A as the last of B.
func TestLimits(t *testing.T) {
	const count = maxListed + 500
	var a, b []item
	for i := range count {
		item := file(fmt.Sprintf("file%04d", i), "")
		a = append(a, item)
		item.Uname = "root"
		item.Uid = i
		item.Gid = i % maxWays
		b = append(b, item)
	}
	slices.Reverse(b)
	d := compare(t, write(t, a...), write(t, b...))

	if want := count + (count - 1) + count*(maxWays-1)/maxWays; d.Total != want || d.Common != count {
		t.Errorf("got %d fields of %d entries, want %d of %d", d.Total, d.Common, want, count)
	}
	if len(d.Fields) != maxListed || d.Fields[0].Name != "file0000" || !slices.IsSortedFunc(d.Fields, byName) {
		t.Errorf("got %d fields from %s on, want %d in the order of A", len(d.Fields), d.Fields[0].Name, maxListed)
	}
	if d.Order.Total != count-1 || len(d.Order.First) != maxListed {
		t.Errorf("got %d entries moved, %d listed", d.Order.Total, len(d.Order.First))
	}
	want := []string{
		"uname: (none) → root: 1500 from file0000",
		"uid: 0 → 1, various: 1499 from file0001",
	}
	for i := 1; i < maxWays; i++ {
		want = append(want, fmt.Sprintf("gid: 0 → %d: %d from file%04d", i, (count-i+maxWays-1)/maxWays, i))
	}
	slices.Sort(want)
	got := groupLines(d)
	if d.Groups[0].Field != "uname" {
		t.Errorf("the first group is %s, want that of the first entry", d.Groups[0].Field)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}

	d = compare(t, write(t, a...), write(t))
	if d.OnlyInA.Total != count || len(d.OnlyInA.First) != maxListed || d.OnlyInA.First[0] != "file0000" {
		t.Errorf("got %d entries only in A, %d listed", d.OnlyInA.Total, len(d.OnlyInA.First))
	}
}

func byName(x, y Field) int { return strings.Compare(x.Name, y.Name) }

func groupLines(d *Difference) []string {
	lines := []string{}
	for _, g := range d.Groups {
		various := ""
		if g.Various {
			various = ", various"
		}
		lines = append(lines, fmt.Sprintf("%s: %s → %s%s: %d from %s", g.Field, show(g.A), show(g.B), various, g.Count, g.First))
	}
	return lines
}

func TestJSON(t *testing.T) {
	a, b := file("a", ""), file("a", "")
	b.Uname = "root"
	none := `"order":{"total":0,"first":[]},"onlyInA":{"total":0,"first":[]},"onlyInB":{"total":0,"first":[]},"ending":null}`
	for _, test := range []struct{ name, want string }{
		{"identical", `{"common":1,"groups":[],"fields":[],"total":0,` + none},
		{"different", `{"common":1,"groups":[{"field":"uname","a":null,"b":"root","various":false,"count":1,"first":"a"}],` +
			`"fields":[{"name":"a","field":"uname","a":null,"b":"root"}],"total":1,` + none},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := compare(t, write(t, a), write(t, map[string]item{"identical": a, "different": b}[test.name]))
			got, err := json.Marshal(d)
			if err != nil || string(got) != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}
