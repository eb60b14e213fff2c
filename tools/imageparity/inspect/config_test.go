package inspect

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseConfig(t *testing.T) {
	for _, test := range []struct {
		name, config string
		wantPlatform Platform
		want         Config
	}{
		{"nothing", `{}`, Platform{}, Config{}},
		{"null", `{"config": null}`, Platform{}, Config{}},
		{"other fields", `{"created": "2026-01-01T00:00:00Z", "history": [{}], "config": {"Hostname": "x", "Image": "sha256:0"}}`, Platform{}, Config{}},
		{"platform", `{"os": "linux", "architecture": "arm", "variant": "v7", "os.version": "1"}`, Platform{OS: "linux", Architecture: "arm", Variant: "v7", Version: "1"}, Config{}},
		{
			"config", `{"config": {"Env": ["A="], "User": "1", "ExposedPorts": {"80/tcp": {}}, "Labels": {"a": ""},
				"Healthcheck": {"Test": ["NONE"], "StartInterval": 5000000000}}}`,
			Platform{},
			Config{
				Env: []string{"A="}, User: "1", ExposedPorts: map[string]struct{}{"80/tcp": {}}, Labels: map[string]string{"a": ""},
				Healthcheck: map[string]any{"Test": []any{"NONE"}, "StartInterval": 5e9},
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			platform, config, err := parseConfig([]byte(test.config))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.wantPlatform, platform); diff != "" {
				t.Errorf("platform (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(test.want, config); diff != "" {
				t.Errorf("config (-want +got)\n%s", diff)
			}
		})
	}
}

func TestParseConfigMalformed(t *testing.T) {
	for _, config := range []string{`{`, `{"config": [1]}`, `{"config": {"Env": "A=1"}}`} {
		if _, _, err := parseConfig([]byte(config)); err == nil || !strings.Contains(err.Error(), "parsing") {
			t.Errorf("%s: got %v", config, err)
		}
	}
}
