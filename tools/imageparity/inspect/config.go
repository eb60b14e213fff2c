package inspect

import (
	"encoding/json"
	"fmt"
)

// Platform is what an image runs on, as its config states it.
type Platform struct {
	OS           string `json:"os"`
	Architecture string `json:"architecture"`
	Variant      string `json:"variant"`
	// Version and Features are only used by Windows.
	Version  string   `json:"os.version"`
	Features []string `json:"os.features"`
}

// String returns os/architecture[/variant].
func (p Platform) String() string {
	if p.Variant == "" {
		return p.OS + "/" + p.Architecture
	}
	return p.OS + "/" + p.Architecture + "/" + p.Variant
}

// Config is how a container of the image runs. The history and what only matters to builds are
// left out. An empty list or object is the same as none.
type Config struct {
	Env          []string
	Entrypoint   []string
	Cmd          []string
	User         string
	WorkingDir   string
	ExposedPorts map[string]struct{}
	Volumes      map[string]struct{}
	Labels       map[string]string
	StopSignal   string
	// StopTimeout is in seconds.
	StopTimeout int
	// Healthcheck maps fields such as Test and Interval (nanoseconds). It is a map since
	// go-containerregistry's type lacks newer fields.
	Healthcheck map[string]any
}

func parseConfig(raw []byte) (Platform, Config, error) {
	var parsed struct {
		Platform
		Config Config `json:"config"`
	}
	if err := json.Unmarshal(raw, &parsed); err != nil {
		return Platform{}, Config{}, fmt.Errorf("parsing: %w", err)
	}
	return parsed.Platform, parsed.Config, nil
}
