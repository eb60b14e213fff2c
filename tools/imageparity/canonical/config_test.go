package canonical

import (
	"bytes"
	"reflect"
	"testing"

	"example.com/simplebank/tools/imageparity/imageconfig"
)

func canonicalConfig(t *testing.T, raw string) string {
	t.Helper()
	image, err := imageconfig.Parse([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	content, err := Config(image)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

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
		{"none in other words", `"config": {"Env":[ ],"Labels":null,"User":"","Volumes":{},"StopTimeout":0,"Healthcheck":{"Test":[]}},`, `{"architecture":"amd64",` + end},
		{"platform", `"variant":"v2","os.version":"1","os.features":["f"],`,
			`{"architecture":"amd64","created":"1970-01-01T00:00:00Z","os":"linux","os.features":["f"],"os.version":"1","rootfs":{"diff_ids":["sha256:0"],"type":"layers"},"variant":"v2"}`},
		{
			"healthcheck",
			`"config": {"Healthcheck":{"Test":["CMD","/b"],"Timeout":0,"Interval":1000000000,"StartInterval":5}},`,
			`{"architecture":"amd64","config":{"Healthcheck":{"Interval":1000000000,"StartInterval":5,"Test":["CMD","/b"]}},` + end,
		},
		{"characters", `"config": {"Labels":{"a":"\u003c\u2028é\u0001/"}},`, "{\"architecture\":\"amd64\",\"config\":{\"Labels\":{\"a\":\"<\u2028é\\u0001/\"}}," + end},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := canonicalConfig(t, `{"os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:0"]},`+test.config+`"architecture":"amd64"}`)
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if again := canonicalConfig(t, got); again != got {
				t.Errorf("the canonical form of the canonical form is\n%s", again)
			}
		})
	}
	if got, want := canonicalConfig(t, `{}`), `{"created":"1970-01-01T00:00:00Z","rootfs":{"diff_ids":[],"type":"layers"}}`; got != want {
		t.Errorf("without layers: %s, want %s", got, want)
	}
}

// FuzzConfig: what is read alike has one form and only that, and the form is read as what it was made of.
func FuzzConfig(f *testing.F) {
	for _, seed := range [][2]string{
		{`{}`, `{"config":{"Env":[]}}`},
		{`{"config":{"Labels":{"a":null}}}`, `{"config":{"Labels":{"a":""}}}`},
		{`{"config":{"Healthcheck":{"Test":["CMD"],"Retries":3}}}`, `{"config":{"Healthcheck":{}}}`},
		{`{"os":"windows","config":{"ArgsEscaped":true,"User":"1"}}`, `{"os":"linux","rootfs":{"diff_ids":["sha256:0"]}}`},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]))
	}
	f.Fuzz(func(t *testing.T, rawA, rawB []byte) {
		a, err := imageconfig.Parse(rawA)
		if err != nil {
			t.Skip()
		}
		formA, err := Config(a)
		if err != nil {
			t.Skip() // Not Unicode.
		}
		again, err := imageconfig.Parse(formA)
		if err != nil {
			t.Fatalf("%s became %s, which cannot be read: %v", rawA, formA, err)
		}
		if form, err := Config(again); err != nil || !bytes.Equal(form, formA) {
			t.Errorf("%s became %s, which became %s, %v", rawA, formA, form, err)
		}
		b, err := imageconfig.Parse(rawB)
		if err != nil {
			t.Skip()
		}
		formB, err := Config(b)
		if err != nil {
			t.Skip()
		}
		// Empty and none are the same.
		a.DiffIDs, b.DiffIDs = append([]string{}, a.DiffIDs...), append([]string{}, b.DiffIDs...)
		if reflect.DeepEqual(a, b) != bytes.Equal(formA, formB) {
			t.Errorf("%s and %s became %s and %s", rawA, rawB, formA, formB)
		}
	})
}
