package canonical

import (
	"strings"
	"testing"
)

func TestConfig(t *testing.T) {
	const end = `"created":"1970-01-01T00:00:00Z","os":"linux","rootfs":{"diff_ids":["sha256:0"],"type":"layers"}}`
	for _, test := range []struct{ name, config, want string }{
		{"nothing", ``, `{"architecture":"amd64",` + end},
		{"order and white space", `"config": { "User": "1",  "Env": ["B=2", "A=1"] },`, `{"architecture":"amd64","config":{"Env":["B=2","A=1"],"User":"1"},` + end},
		{
			"what a runtime reads",
			`"config": {"Cmd":["c"],"Entrypoint":["e"],"ExposedPorts":{"80/tcp":{}},"Labels":{"b":"","a":"1"},"StopSignal":"TERM","StopTimeout":3,"Volumes":{"/v":{}},"WorkingDir":"/w"},`,
			`{"architecture":"amd64","config":{"Cmd":["c"],"Entrypoint":["e"],"ExposedPorts":{"80/tcp":{}},"Labels":{"a":"1","b":""},"StopSignal":"TERM","StopTimeout":3,"Volumes":{"/v":{}},"WorkingDir":"/w"},` + end,
		},
		{
			"what builds leave behind",
			`"created":"2026-01-01T00:00:00Z","author":"me","history":[{"created_by":"x"}],"moby.buildkit.buildinfo.v1":"x",
			 "config": {"ArgsEscaped":true,"AttachStdin":false,"Hostname":"h","Image":"sha256:1","OnBuild":["RUN x"],"Shell":["sh"]},`,
			`{"architecture":"amd64",` + end,
		},
		{"none in other words", `"config": {"Env":[],"Labels":null,"User":"","Volumes":{},"StopTimeout":0},`, `{"architecture":"amd64",` + end},
		{"no config", `"config": null,`, `{"architecture":"amd64",` + end},
		{
			"healthcheck",
			`"config": {"Healthcheck":{"Test":["CMD","/b"],"Timeout":0,"Interval":1000000000,"StartInterval":5}},`,
			`{"architecture":"amd64","config":{"Healthcheck":{"Interval":1000000000,"StartInterval":5,"Test":["CMD","/b"]}},` + end,
		},
		{"characters", `"config": {"Labels":{"a":"\u003c\u2028é\u0001/"}},`, "{\"architecture\":\"amd64\",\"config\":{\"Labels\":{\"a\":\"<\u2028é\\u0001/\"}}," + end},
	} {
		t.Run(test.name, func(t *testing.T) {
			raw := `{"os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:0"]},` + test.config + `"architecture":"amd64"}`
			got, platform, err := Config([]byte(raw))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if platform.String() != "linux/amd64" {
				t.Errorf("platform %s", platform)
			}
			again, _, err := Config(got)
			if err != nil || string(again) != string(got) {
				t.Errorf("the canonical form of the canonical form: %v\n%s", err, again)
			}
		})
	}
}

func TestConfigMalformed(t *testing.T) {
	for _, raw := range []string{`{`, `[]`, `{"config":{"Healthcheck":[1]}}`, `{"rootfs":{"diff_ids":"x"}}`} {
		if got, _, err := Config([]byte(raw)); err == nil || !strings.Contains(err.Error(), "parsing config") {
			t.Errorf("%s: got %s, %v", raw, got, err)
		}
	}
}
