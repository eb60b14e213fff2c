package imageconfig

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		name, config string
		want         Image
	}{
		{"nothing", `{}`, Image{}},
		{"null", `{"config": null, "rootfs": null}`, Image{}},
		{"other members", `{"created": "2026-01-01T00:00:00Z", "history": [{"a": 1}, {"a": 2}], "config": {"Hostname": "x", "Image": "sha256:0"}}`, Image{}},
		{"platform", `{"os": "linux", "architecture": "arm", "variant": "v7", "os.version": "1", "os.features": ["f"]}`,
			Image{Platform: Platform{OS: "linux", Architecture: "arm", Variant: "v7", Version: "1", Features: []string{"f"}}}},
		{
			"config", `{"config": {"Env": ["A="], "User": "1", "ExposedPorts": {"80/tcp": {"x": 1}, "81/tcp": null}, "Labels": {"a": ""},
				"Healthcheck": {"Test": ["NONE"], "StartInterval": 5000000000}, "StopTimeout": 3}, "rootfs": {"diff_ids": ["sha256:0"]}}`,
			Image{
				Config: Config{
					Env: []string{"A="}, User: "1", ExposedPorts: map[string]struct{}{"80/tcp": {}, "81/tcp": {}}, Labels: map[string]string{"a": ""},
					Healthcheck: &Healthcheck{Test: []string{"NONE"}, StartInterval: 5e9}, StopTimeout: 3,
				},
				DiffIDs: []string{"sha256:0"},
			},
		},
		{
			"empty is none", `{"config": {"Env": [ ], "Labels": { }, "Volumes": {
				}, "Cmd": null, "StopTimeout": -0, "Healthcheck": {"Test": [], "Interval": 0, "Timeout": null}}}`,
			Image{},
		},
		{"ArgsEscaped of Linux", `{"os": "linux", "config": {"ArgsEscaped": true}}`, Image{Platform: Platform{OS: "linux"}}},
		{"ArgsEscaped of Windows", `{"os": "windows", "config": {"ArgsEscaped": true}}`,
			Image{Platform: Platform{OS: "windows"}, Config: Config{ArgsEscaped: true}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Parse([]byte(test.config))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, test := range []struct{ name, config, want string }{
		{"no JSON", `{`, "parsing"},
		{"more than JSON", `{} {}`, "more after the JSON object"},
		{"a list", `{"config": [1]}`, "parsing"},
		{"another type", `{"config": {"Env": "A=1"}}`, "parsing"},
		{"a fraction", `{"config": {"StopTimeout": 1.5}}`, "StopTimeout"},
		{"too large for int64", `{"config": {"StopTimeout": 1e30}}`, "StopTimeout"},
		{"not exact elsewhere", `{"config": {"StopTimeout": 9007199254740993}}`, "accepted are numbers up to 2^53-1"},
		{"not exact elsewhere, below", `{"config": {"Healthcheck": {"Interval": -9223372036854775807}}}`, "Healthcheck.Interval"},
		{"another case", `{"config": {"Entrypoint": ["/app/bank"], "entrypoint": ["/bin/sh"]}}`, "config.entrypoint: accepted is Entrypoint"},
		{"another case above", `{"Config": {"User": "0"}}`, "Config: accepted is config"},
		{"another case below", `{"config": {"Healthcheck": {"test": ["x"]}}}`, "config.Healthcheck.test: accepted is Test"},
		{"letters that fold", `{"config": {"Entrypoint": [], "UſER": "0"}}`, "accepted is User"},
		{"twice", `{"config": {"User": "1", "User": null}}`, "config.User is there twice"},
		{"twice in an unknown one", `{"x": {"a": 1, "a": 2}}`, "x.a is there twice"},
		{"unknown check", `{"config": {"Healthcheck": {"Command": "x"}}}`, "config.Healthcheck.Command is not known; accepted are Interval"},
		{"other file systems", `{"rootfs": {"type": "squashfs"}}`, `rootfs.type is "squashfs", accepted is layers`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Parse([]byte(test.config)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}
