package canonical

import (
	"fmt"

	"example.com/simplebank/tools/imageparity/imageconfig"
)

// created is the fixed value of the time of creation.
const created = "1970-01-01T00:00:00Z"

type config struct {
	imageconfig.Platform
	Created string             `json:"created"`
	Config  imageconfig.Config `json:"config,omitzero"`
	RootFS  rootFS             `json:"rootfs"`
}

type rootFS struct {
	Type    string   `json:"type"`
	DiffIDs []string `json:"diff_ids"`
}

// Config returns the canonical form of an image config, as JSON.
func Config(image imageconfig.Image) ([]byte, error) {
	content, err := marshal(config{
		Platform: image.Platform,
		Created:  created,
		Config:   image.Config,
		RootFS:   rootFS{Type: "layers", DiffIDs: append([]string{}, image.DiffIDs...)}, // So that JSON never has null.
	})
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return content, nil
}
