package canonical

import (
	"encoding/json"
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// created is the fixed value of the time of creation.
const created = "1970-01-01T00:00:00Z"

// Platform is what an image runs on.
type Platform struct {
	Architecture string   `json:"architecture,omitempty"`
	OS           string   `json:"os,omitempty"`
	OSVersion    string   `json:"os.version,omitempty"`
	OSFeatures   []string `json:"os.features,omitempty"`
	Variant      string   `json:"variant,omitempty"`
}

// String returns os/architecture[/variant][:os.version].
func (p Platform) String() string {
	return v1.Platform{Architecture: p.Architecture, OS: p.OS, OSVersion: p.OSVersion, Variant: p.Variant}.String()
}

// config is what is kept of an image config. Values of the fields inside keep what they are, so that
// nothing is lost of what a newer runtime may read.
type config struct {
	Platform
	Created string                     `json:"created"`
	Config  map[string]json.RawMessage `json:"config,omitempty"`
	RootFS  struct {
		Type    string   `json:"type"`
		DiffIDs []string `json:"diff_ids"`
	} `json:"rootfs"`
}

// kept are the fields of an image config's "config" that a runtime reads. Left out are what only
// builds read or leave behind: ArgsEscaped (of Windows), AttachStdin and the like, Hostname, Image,
// OnBuild, Shell.
var kept = map[string]bool{
	"Cmd": true, "Entrypoint": true, "Env": true, "ExposedPorts": true, "Healthcheck": true, "Labels": true,
	"StopSignal": true, "StopTimeout": true, "User": true, "Volumes": true, "WorkingDir": true,
}

// Config returns the canonical form of an image config, as JSON, and the platform that it states.
func Config(raw []byte) ([]byte, Platform, error) {
	var parsed config
	if err := json.Unmarshal(raw, &parsed); err != nil {
		return nil, Platform{}, fmt.Errorf("parsing config: %w", err)
	}
	parsed.Created = created
	keep(parsed.Config, func(name string) bool { return kept[name] })
	if check, ok := parsed.Config["Healthcheck"]; ok {
		var err error
		if parsed.Config["Healthcheck"], err = healthcheck(check); err != nil {
			return nil, Platform{}, fmt.Errorf("parsing config: Healthcheck: %w", err)
		}
	}
	content, err := marshal(parsed)
	if err != nil {
		return nil, Platform{}, fmt.Errorf("writing config: %w", err)
	}
	return content, parsed.Platform, nil
}

// healthcheck leaves out zeros, which stand for "inherit" just as missing fields do.
func healthcheck(raw json.RawMessage) (json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	keep(fields, func(string) bool { return true })
	return json.Marshal(fields)
}

// keep deletes what is not wanted, and values that are the same as none.
func keep(fields map[string]json.RawMessage, wanted func(name string) bool) {
	for name, value := range fields {
		switch string(value) {
		case `null`, `""`, `0`, `[]`, `{}`:
			delete(fields, name)
		default:
			if !wanted(name) {
				delete(fields, name)
			}
		}
	}
}
