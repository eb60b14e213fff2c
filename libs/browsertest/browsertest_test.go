package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/simplebank/libs/browsertest"
)

// page is an accessible page with something in its main part, and a style.
const page = `<!doctype html><html lang="en"><title>Page</title><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><style>body { color: #000; background: #fff; margin: 0 } %s</style>
<header>Head</header><main><h1>Page</h1>%s</main><footer>Foot</footer>`

// serve serves each path as the page of that name, style and content.
func serve(t *testing.T, policy string, pages map[string][2]string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if policy != "" {
			w.Header().Set("Content-Security-Policy", policy)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, page, p[0], p[1])
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestBarriers(t *testing.T) {
	tests := map[string]struct{ style, content, want string }{
		"/good":    {"input, button { min-height: 24px }", `<label>Name <input id="n" name="n"></label> <button>Send</button>`, ""},
		"/name":    {"button { width: 30px; height: 30px }", `<button></button>`, "a button has no name"},
		"/label":   {"", `<input id="n" name="n">`, "a textbox has no name"},
		"/heading": {"", `<h1>Another</h1>`, "2 of h1"},
		"/main":    {"", `</main><main>`, "2 of main"},
		"/text":    {"p { color: #777 }", `<p>Grey</p>`, "has contrast 4.48"},
		"/behind":  {"div { background: rgb(0 0 0 / .5) } p { color: #444 }", `<div><p>Dark on half dark</p></div>`, "the text of P"},
		"/edge":    {"input { border: 1px solid #ddd }", `<label>Name <input id="n" name="n"></label>`, "the edge of INPUT"},
		"/small":   {"button { width: 20px; height: 20px; padding: 0; font-size: 8px }", `<button>x</button>`, "is only 20 by 20"},
		"/wide":    {"p { width: 2000px }", `<p>Wide</p>`, "wide in a window of 1024"},
	}
	pages := map[string][2]string{}
	for path, tt := range tests {
		pages[path] = [2]string{tt.style, tt.content}
	}
	url := serve(t, "", pages)
	tab := browsertest.Start(t).Open(t, url+"/good")
	tab.Expect("FormLabel", "FormInput", "FormEmpty") // the browser finds some of it by itself
	for path, tt := range tests {
		t.Run(path, func(t *testing.T) {
			tab.Go(url + path)
			got := tab.Barriers()
			if tt.want == "" && len(got) > 0 || tt.want != "" && !strings.Contains(strings.Join(got, "\n"), tt.want) {
				t.Errorf("barriers %q, want %q", got, tt.want)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	url := serve(t, "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'nonce-x'; connect-src 'self'", map[string][2]string{
		"/policy":    {"", `<script>1</script>`},
		"/exception": {"", `<script nonce="x">nothing.there()</script>`},
		"/console":   {"", `<script nonce="x">console.error("oh no")</script>`},
		"/missing":   {"", `<script nonce="x">fetch("/nothing")</script>`},
		"/fine":      {"", `<script nonce="x">console.log("fine")</script>`},
	})
	browser := browsertest.Start(t)
	for path, want := range map[string]string{
		"/policy": "Content Security Policy", "/exception": "nothing is not defined", "/console": "oh no", "/missing": "status of 404",
	} {
		tab := browser.Open(t, url+"/fine")
		if problems := tab.Problems(); len(problems) > 0 {
			t.Errorf("/fine: %q", problems)
		}
		tab.Go(url + path)
		tab.Wait(want+" is noted", func() bool { return strings.Contains(strings.Join(tab.Problems(), "\n"), want) })
		tab.Expect(tab.Problems()...)
	}
}
