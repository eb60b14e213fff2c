package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/filesystem"
	"example.com/simplebank/tools/imageparity/inspect"
	"example.com/simplebank/tools/imageparity/printable"
)

// element is one of the page.
type element struct {
	name     string
	attrs    map[string]string
	children []*element
	content  strings.Builder
}

// text is that of the element and of all below, with lines between elements.
func (e *element) text() string { return strings.TrimSpace(e.content.String()) }

// find returns all elements below of one of the names, or all if none is given.
func (e *element) find(names ...string) []*element {
	var found []*element
	for _, child := range e.children {
		if len(names) == 0 || slices.Contains(names, child.name) {
			found = append(found, child)
		}
		found = append(found, child.find(names...)...)
	}
	return found
}

// words returns the text with single spaces.
func (e *element) words() string { return strings.Join(strings.Fields(e.text()), " ") }

// filesTable returns the first of a page.
func (e *element) filesTable() *element {
	tables := e.find("table")
	return tables[slices.IndexFunc(tables, func(table *element) bool { return table.attrs["class"] == "files" })]
}

// parse takes only pages that are well-formed XML.
func parse(t *testing.T, r *compare.Result) *element {
	t.Helper()
	var buffer bytes.Buffer
	if err := HTML(&buffer, r); err != nil {
		t.Fatal(err)
	}
	open := []*element{{name: "page"}}
	decoder := xml.NewDecoder(&buffer)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return open[0]
		}
		if err != nil {
			t.Fatal(err)
		}
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			last.children = append(last.children, e)
			open = append(open, e)
		case xml.CharData:
			for _, e := range open {
				e.content.Write(token)
			}
		case xml.EndElement:
			open = open[:len(open)-1]
			for _, e := range open {
				e.content.WriteByte('\n')
			}
		}
	}
}

func TestHTMLStandsAlone(t *testing.T) {
	allowed := []string{
		"html", "head", "meta", "title", "style", "body", "header", "main", "nav", "section", "article", "footer",
		"h1", "h2", "h3", "h4", "div", "p", "span", "b", "mark", "pre", "a", "ul", "li", "dl", "dt", "dd",
		"figure", "figcaption", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td",
	}
	for name, r := range map[string]*compare.Result{"identical": identical(t), "different": different(t)} {
		t.Run(name, func(t *testing.T) {
			page := parse(t, r)
			ids := map[string]bool{}
			for _, e := range page.find() {
				if !slices.Contains(allowed, e.name) {
					t.Errorf("element %s", e.name)
				}
				if id := e.attrs["id"]; id != "" && ids[id] {
					t.Errorf("id %s twice", id)
				} else {
					ids[id] = true
				}
				for name := range e.attrs {
					if name == "src" || name == "style" || strings.HasPrefix(name, "on") {
						t.Errorf("attribute %s of %s", name, e.name)
					}
				}
			}
			for _, a := range page.find("a") {
				if target, ok := strings.CutPrefix(a.attrs["href"], "#"); !ok || !ids[target] {
					t.Errorf("link to %q", a.attrs["href"])
				}
			}
			digest := sha256.Sum256([]byte(page.find("style")[0].content.String()))
			want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "'"
			if policy := page.find("meta")[1].attrs["content"]; !strings.HasPrefix(policy, want) {
				t.Errorf("policy %q, want %q", policy, want)
			}
		})
	}
}

func TestHTMLIsAccessible(t *testing.T) {
	page := parse(t, different(t))
	if page.find("html")[0].attrs["lang"] == "" || page.find("title")[0].text() == "" || len(page.find("h1")) != 1 {
		t.Error("want a language, a title, and one h1")
	}
	level := "h1"
	for _, h := range page.find("h1", "h2", "h3", "h4") {
		if h.name[1] > level[1]+1 {
			t.Errorf("%s follows %s", h.name, level)
		}
		level = h.name
	}
	for _, table := range page.find("table") {
		captions := table.find("caption")
		if len(captions) != 1 || captions[0].text() == "" {
			t.Errorf("captions: %v", captions)
		}
		for _, th := range table.find("th") {
			if th.attrs["scope"] == "" || th.text() == "" {
				t.Errorf("%s: header %q with scope %q", captions[0].text(), th.text(), th.attrs["scope"])
			}
		}
	}
}

// TestHTMLShowsAll looks in the text of the page, in which markup of the values would be missing.
func TestHTMLShowsAll(t *testing.T) {
	r := different(t)
	text := parse(t, r).text()
	var values []string
	for _, p := range r.Platforms {
		for _, i := range p.Images {
			for path, entry := range i.Files {
				values = append(values, path, string(entry.Type), fmt.Sprintf("%04o", entry.Mode), entry.SHA256, entry.LinkTarget)
			}
		}
	}
	var encoded bytes.Buffer
	if err := JSON(&encoded, r); err != nil {
		t.Fatal(err)
	}
	for decoder := json.NewDecoder(&encoded); decoder.More(); {
		var decoded any
		if err := decoder.Decode(&decoded); err != nil {
			t.Fatal(err)
		}
		values = append(values, leaves(decoded)...)
	}
	// The page says "after the last entry" and "only in A".
	values = slices.DeleteFunc(values, func(value string) bool { return value == "ending" || value == "type" })
	for _, value := range values {
		if !strings.Contains(text, printable.String(value)) {
			t.Errorf("%q is missing", value)
		}
	}
}

// leaves returns all strings in decoded JSON but the keys.
func leaves(decoded any) []string {
	var found []string
	switch decoded := decoded.(type) {
	case string:
		found = append(found, decoded)
	case []any:
		for _, value := range decoded {
			found = append(found, leaves(value)...)
		}
	case map[string]any:
		for _, value := range decoded {
			found = append(found, leaves(value)...)
		}
	}
	return found
}

func TestHTMLFiles(t *testing.T) {
	a, b := image(unchanged), image(func(i *inspect.Image) {
		i.Files["/app/bank"] = filesystem.Entry{Type: filesystem.Symlink, Mode: 0o777, LinkTarget: "old", ModTime: i.Files["/app"].ModTime}
		i.Files["/app/old"] = filesystem.Entry{Type: filesystem.Symlink, Mode: 0o777, LinkTarget: "bank"}
		i.Files["/dev"] = filesystem.Entry{Type: filesystem.CharDevice, Mode: 0o600, GID: 5, Device: "1:3"}
	})
	for _, i := range []*inspect.Image{a, b} {
		i.Files["/etc/group"] = filesystem.Entry{Type: filesystem.Regular, HardLink: "/etc/passwd"}
	}
	delete(b.Files["/etc/passwd"].Xattrs, "user.origin")
	rows := map[string]string{}
	for _, tr := range parse(t, result(report(t, a, b, "mtime"))).filesTable().find("tr") {
		rows[strings.Fields(tr.text())[0]] = longDigest.ReplaceAllString(tr.words(), "$1*")
	}
	for path, want := range map[string]string{
		"/": "/ same directory 0755 0:0 – – –",
		"/app/bank": "/app/bank differs A regular file B symlink A 0755 B 0777 0:0 A 18,874,368 B (none) " +
			"2026-01-01T00:00:00Z A a* B old",
		"/app/old":    "/app/old allowed symlink 0777 0:0 – A 2026-01-01T00:00:00Z B (none) bank",
		"/dev":        "/dev only in B character device 0600 0:5 – – 1:3",
		"/etc/group":  "/etc/group hard link: /etc/passwd same regular file 0000 0:0 0 – –",
		"/etc/passwd": "/etc/passwd xattr user.origin: A base B (none) differs regular file 0644 0:0 52 2026-01-01T00:00:00Z b*",
	} {
		if rows[path] != want {
			t.Errorf("got  %s\nwant %s", rows[path], want)
		}
	}
}

func TestHTMLManyFiles(t *testing.T) {
	const total = 20_000
	path := func(n int) string { return fmt.Sprintf("/file-%06d", n) }
	for _, test := range []struct {
		different   int
		wantCaption string
		wantRows    int
	}{
		{2, "The 2 paths that differ, of 20,006 in A and 20,006 in B", 2},
		{total, "The first 3,000 of the 20,000 paths that differ, of 20,006 in A and 20,006 in B", MaxFiles},
	} {
		t.Run(fmt.Sprint(test.different), func(t *testing.T) {
			a, b := image(unchanged), image(unchanged)
			for n := range total {
				a.Files[path(n)] = filesystem.Entry{Type: filesystem.Regular}
				if n < test.different {
					b.Files[path(n)] = filesystem.Entry{Type: filesystem.Regular, Mode: 0o644}
				} else {
					b.Files[path(n)] = a.Files[path(n)]
				}
			}
			compared := report(t, a, b)
			compared.ForgetFiles(MaxFiles)
			files := parse(t, result(compared)).filesTable()
			if caption := files.find("caption")[0].text(); caption != test.wantCaption {
				t.Errorf("caption %q, want %q", caption, test.wantCaption)
			}
			if rows := len(files.find("tr")) - 1; rows != test.wantRows {
				t.Errorf("%d rows, want %d", rows, test.wantRows)
			}
		})
	}
}
