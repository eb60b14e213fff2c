package checks

import "testing"

func TestBuildEnv(t *testing.T) {
	tags, ldflags, err := buildEnv(tree{"build.env": "# why\n\nGO_TAGS=\"a b\"\nGO_LDFLAGS=\"-s -buildid=\"\n"}.open(t))
	if tags != "a,b" || ldflags != "-s -buildid=" || err != nil {
		t.Errorf("got %q, %q, %v", tags, ldflags, err)
	}
	for _, text := range []string{
		"GO_TAGS=\"a\"\n",
		"GO_TAGS=a\nGO_LDFLAGS=\"b\"\n",
		"GO_TAGS=\"a\nGO_LDFLAGS=\"b\"\n",
		"GO_TAGS=\"a\" # b\"\nGO_LDFLAGS=\"b\"\n",
		"words\n",
	} {
		if tags, ldflags, err := buildEnv(tree{"build.env": text}.open(t)); err == nil {
			t.Errorf("%q accepted as %q, %q", text, tags, ldflags)
		}
	}
}
