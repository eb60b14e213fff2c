// Package imageconfig reads the config of an image (OCI image spec, config.md, with Docker's additions):
// what a runtime reads of it, and nothing else. Images are compared, and reduced to their canonical
// form, by what this package returns.
//
// It is strict where readers could take a config for different things: runtimes match members of
// JSON objects in any case, and of duplicates take the last.
package imageconfig

import (
	"encoding/json"
	"fmt"
	"reflect"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Image is what a config says.
type Image struct {
	Platform Platform
	Config   Config
	// DiffIDs are the digests of the uncompressed layers, the lowest first.
	DiffIDs []string
}

// Platform is what an image runs on, as its config states it.
type Platform struct {
	Architecture string `json:"architecture,omitempty"`
	OS           string `json:"os,omitempty"`
	// Version and Features are only used by Windows.
	Version  string   `json:"os.version,omitempty"`
	Features []string `json:"os.features,omitempty"`
	Variant  string   `json:"variant,omitempty"`
}

// String returns os/architecture[/variant][:os.version].
func (p Platform) String() string {
	return v1.Platform{Architecture: p.Architecture, OS: p.OS, OSVersion: p.Version, Variant: p.Variant}.String()
}

// Config is how a container of the image runs. The history and what only matters to builds are left
// out. An empty list or object, and a zero, is the same as none.
type Config struct {
	Cmd          []string            `json:"Cmd,omitempty"`
	Entrypoint   []string            `json:"Entrypoint,omitempty"`
	Env          []string            `json:"Env,omitempty"`
	ExposedPorts map[string]struct{} `json:"ExposedPorts,omitempty"`
	Healthcheck  *Healthcheck        `json:"Healthcheck,omitempty"`
	Labels       map[string]string   `json:"Labels,omitempty"`
	StopSignal   string              `json:"StopSignal,omitempty"`
	// StopTimeout is in seconds.
	StopTimeout int64               `json:"StopTimeout,omitempty"`
	User        string              `json:"User,omitempty"`
	Volumes     map[string]struct{} `json:"Volumes,omitempty"`
	WorkingDir  string              `json:"WorkingDir,omitempty"`
	// ArgsEscaped is only read by Windows; elsewhere it is always false.
	ArgsEscaped bool `json:"ArgsEscaped,omitempty"`
}

// Healthcheck is Docker's. Zeros stand for "inherit", just as missing fields do.
type Healthcheck struct {
	// Interval, StartInterval, StartPeriod and Timeout are in nanoseconds.
	Interval      int64    `json:"Interval,omitempty"`
	Retries       int64    `json:"Retries,omitempty"`
	StartInterval int64    `json:"StartInterval,omitempty"`
	StartPeriod   int64    `json:"StartPeriod,omitempty"`
	Test          []string `json:"Test,omitempty"`
	Timeout       int64    `json:"Timeout,omitempty"`
}

func (h *Healthcheck) empty() bool {
	return h == nil || h.Interval == 0 && h.Retries == 0 && h.StartInterval == 0 && h.StartPeriod == 0 && len(h.Test) == 0 && h.Timeout == 0
}

// Parse reads a config. The error names the member that cannot be read, or that readers could take
// for different things, with what is accepted.
func Parse(raw []byte) (Image, error) {
	if err := checkMembers(raw); err != nil {
		return Image{}, err
	}
	var parsed struct {
		Platform
		Config Config `json:"config"`
		RootFS struct {
			Type    string   `json:"type"`
			DiffIDs []string `json:"diff_ids"`
		} `json:"rootfs"`
	}
	if err := json.Unmarshal(raw, &parsed); err != nil {
		return Image{}, fmt.Errorf("parsing: %w", err)
	}
	if parsed.RootFS.Type != "" && parsed.RootFS.Type != "layers" {
		return Image{}, fmt.Errorf("rootfs.type is %q, accepted is layers", parsed.RootFS.Type)
	}
	image := Image{Platform: parsed.Platform, Config: parsed.Config, DiffIDs: parsed.RootFS.DiffIDs}
	if image.Config.Healthcheck.empty() {
		image.Config.Healthcheck = nil
	}
	emptyIsNone(&image.Config)
	if image.Platform.OS != "windows" {
		image.Config.ArgsEscaped = false
	}
	return image, image.checkNumbers()
}

// emptyIsNone sets empty lists and objects to nil, so that a config without anything is the zero value.
func emptyIsNone(c *Config) {
	for fields, i := reflect.ValueOf(c).Elem(), 0; i < fields.NumField(); i++ {
		field := fields.Field(i)
		if kind := field.Kind(); (kind == reflect.Slice || kind == reflect.Map) && field.Len() == 0 {
			field.SetZero()
		}
	}
}

// maxNumber is the largest that every reader of JSON reads as it is (RFC 8259, section 6).
const maxNumber = 1<<53 - 1

func (i Image) checkNumbers() error {
	numbers := map[string]int64{"StopTimeout": i.Config.StopTimeout}
	if h := i.Config.Healthcheck; h != nil {
		numbers["Healthcheck.Interval"], numbers["Healthcheck.Retries"] = h.Interval, h.Retries
		numbers["Healthcheck.StartInterval"], numbers["Healthcheck.StartPeriod"] = h.StartInterval, h.StartPeriod
		numbers["Healthcheck.Timeout"] = h.Timeout
	}
	for name, number := range numbers {
		if number > maxNumber || number < -maxNumber {
			return fmt.Errorf("%s is %d, accepted are numbers up to 2^53-1", name, number)
		}
	}
	return nil
}
