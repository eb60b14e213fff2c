package report

import (
	"fmt"
	"html"
	"strings"
)

// svg is a drawing that is being made.
type svg struct{ strings.Builder }

// style is for pages of either colour. The colours of bars are told apart by those who
// see few colours, too.
const style = `
svg { background: #ffffff; font-family: system-ui, sans-serif; font-size: 11px; }
text { fill: #24292f; }
.title { font-size: 17px; font-weight: 600; }
.panel { font-size: 13px; font-weight: 600; }
.quiet { fill: #57606a; }
.ratio { font-weight: 600; }
.grid { stroke: #d0d7de; stroke-width: 1; }
.bar0 { fill: #0969da; }
.bar1 { fill: #c4a000; }
.bar2 { fill: #8250df; }
.bar3 { fill: #57606a; }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117; }
  text { fill: #e6edf3; }
  .quiet { fill: #9198a1; }
  .grid { stroke: #3d444d; }
  .bar0 { fill: #4493f8; }
  .bar1 { fill: #e3b341; }
  .bar2 { fill: #ab7df8; }
  .bar3 { fill: #9198a1; }
}
`

// styledBars is how many colours of bars there are.
const styledBars = 4

func (s *svg) begin(width, height float64, title string) {
	fmt.Fprintf(s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" width="%g" height="%g" role="img">`+"\n",
		width, height, width, height)
	fmt.Fprintf(s, "<title>%s</title>\n<style>%s</style>\n", html.EscapeString(title), style)
}

func (s *svg) end() { s.WriteString("</svg>\n") }

// text writes at a point, with the anchor start, middle or end.
func (s *svg) text(x, y float64, class, anchor, text string) {
	fmt.Fprintf(s, `<text x="%.1f" y="%.1f" class="%s" text-anchor="%s">%s</text>`+"\n", x, y, class, anchor, html.EscapeString(text))
}

func (s *svg) line(x1, y1, x2, y2 float64) {
	fmt.Fprintf(s, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="grid"/>`+"\n", x1, y1, x2, y2)
}

// bar draws one with the colour of that number; who points at it reads the text.
func (s *svg) bar(x, y, width, height float64, number int, text string) {
	fmt.Fprintf(s, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="1" class="bar%d"><title>%s</title></rect>`+"\n",
		x, y, width, height, number%styledBars, html.EscapeString(text))
}
