package checks

import "testing"

func TestPaths(t *testing.T) {
	// Put together here so that the check does not find its own test.
	const (
		work  = "/" + "work/"
		root  = "/" + "root/"
		home  = "/" + "home/"
		proxy = "proxy" + ".golang.org"
		sum   = "sum" + ".golang.org"
		deb   = "deb" + ".debian.org"
		npm   = "registry" + ".npmjs.org"
	)
	run(t, Paths, map[string]scenario{
		"good": {files: tree{
			"a.md": "github.com example.com golang.org/x/mod pkg.go.dev debian.org\n" +
				"a" + work + "b $HOME" + root + "c ." + work + "d ${X}" + root + "e https://x.org" + home + "ann/\n" +
				home + "nonroot/x /workdir/ /rooted/ /homes/x/\n",
			"a.bin": "\x00" + work,
		}},
		"paths": {
			tree{"a.md": "ok\ncd " + work + "main\n", "b.go": "\"" + root + "x\"\n", "c": home + "ann/x\n"},
			[]string{
				"a.md:2: names the path " + work + " of a machine",
				"b.go:1: names the path " + root + " of a machine",
				"c:1: names the path " + home + "ann/ of a machine",
			},
		},
		"two on a line": {
			tree{"a": "A=" + work + "x B=" + root + "y\n"},
			[]string{"a:1: names the path " + work + " of a machine", "a:1: names the path " + root + " of a machine"},
		},
		"hosts": {
			tree{"a": "GOPROXY=https://" + proxy + "\n" + sum + "\n", "b": "http://" + deb + "/debian\n", "c": "//" + npm + "/x\n"},
			[]string{
				"a:1: names the package registry " + proxy,
				"a:2: names the package registry " + sum,
				"b:1: names the package registry " + deb,
				"c:1: names the package registry " + npm,
			},
		},
	})
}
