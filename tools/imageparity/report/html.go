package report

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/printable"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"andMore":   andMore,
	"marked":    func(line string) bool { return strings.HasPrefix(line, ">") },
	"printable": printable.String,
	"value":     value,
}).Parse(pageHTML))

// page is what the template is about.
type page struct {
	Style template.CSS
	// Policy lets the browser load nothing, and use no style but this one.
	Policy     string
	Verdict    verdict
	A, B       string
	References table
	Several    bool
	OnlyInA    []string
	OnlyInB    []string
	Platforms  []platformPage
}

type platformPage struct {
	ID           string // Of the element.
	Name         string
	Verdict      verdict
	Subjects     []subjectPage
	Notes        []string
	Facts        table
	Differences  []table
	Explanations []explanation
	Config       table
	Files        fileTable
	Layers       table
}

type subjectPage struct {
	Name    string
	Verdict verdict
}

// HTML writes the result for people to read in a browser or on paper, and to keep: one page that needs
// nothing else, and that runs no scripts.
func HTML(w io.Writer, r *compare.Result) error {
	digest := sha256.Sum256([]byte(pageCSS))
	p := page{
		Style: template.CSS(pageCSS),
		Policy: fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'",
			base64.StdEncoding.EncodeToString(digest[:])),
		Verdict:    resultVerdict(r),
		A:          r.A.Name,
		B:          r.B.Name,
		References: referenceTable(r),
		Several:    several(r),
		OnlyInA:    r.OnlyInA,
		OnlyInB:    r.OnlyInB,
	}
	for i, report := range r.Platforms {
		p.Platforms = append(p.Platforms, newPlatformPage(fmt.Sprintf("platform-%d", i+1), report))
	}
	buffered := bufio.NewWriter(w)
	if err := pageTemplate.Execute(buffered, p); err != nil {
		return err
	}
	return buffered.Flush()
}

func newPlatformPage(id string, r *compare.Report) platformPage {
	p := platformPage{
		ID:          id,
		Name:        r.Platform,
		Verdict:     reportVerdict(r),
		Notes:       r.Notes,
		Facts:       factTable(r),
		Differences: differenceTables(r),
		Config:      configTable(r),
		Files:       newFileTable(r),
		Layers:      layerTable(r),
	}
	for _, v := range r.Verdicts {
		p.Subjects = append(p.Subjects, subjectPage{string(v.Subject), subjectVerdict(v)})
	}
	for _, e := range r.Explanations {
		p.Explanations = append(p.Explanations, explain(e))
	}
	return p
}
