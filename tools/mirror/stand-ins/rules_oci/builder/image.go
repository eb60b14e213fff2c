package main

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
)

// imageSpec is what oci_image's attributes say.
type imageSpec struct {
	OS           string      `json:"os"`
	Architecture string      `json:"architecture"`
	Cmd          []string    `json:"cmd"`
	Entrypoint   []string    `json:"entrypoint"`
	Env          []string    `json:"env"`
	ExposedPorts []string    `json:"exposed_ports"`
	Labels       [][2]string `json:"labels"`
	User         string      `json:"user"`
	Workdir      string      `json:"workdir"`
}

// imageConfig and what it holds have their fields in the order of the real rules' jq filters.
type imageConfig struct {
	Created      string    `json:"created"`
	Config       runConfig `json:"config"`
	History      []history `json:"history"`
	RootFS       rootFS    `json:"rootfs"`
	Architecture string    `json:"architecture"`
	OS           string    `json:"os"`
}

type runConfig struct {
	Cmd          []string `json:"Cmd,omitempty"`
	Entrypoint   []string `json:"Entrypoint,omitempty"`
	ExposedPorts object   `json:"ExposedPorts,omitempty"`
	Env          []string `json:"Env,omitempty"`
	Labels       object   `json:"Labels,omitempty"`
	User         string   `json:"User,omitempty"`
	WorkingDir   string   `json:"WorkingDir,omitempty"`
}

type history struct {
	Created   string `json:"created"`
	CreatedBy string `json:"created_by"`
}

type rootFS struct {
	Type    string   `json:"type"`
	DiffIDs []string `json:"diff_ids"`
}

type manifest struct {
	SchemaVersion int               `json:"schemaVersion"`
	MediaType     string            `json:"mediaType"`
	Config        descriptor        `json:"config"`
	Layers        []layerDescriptor `json:"layers"`
}

// layerDescriptor has another order of fields than descriptor, as the real rules have it.
type layerDescriptor struct {
	Size      int64  `json:"size"`
	Digest    string `json:"digest"`
	MediaType string `json:"mediaType"`
}

const epoch = "1970-01-01T00:00:00Z"

// image writes an OCI layout with one image, without a base.
func image(args []string) error {
	flags := flag.NewFlagSet("image", flag.ExitOnError)
	specPath := flags.String("spec", "", "JSON file with the rule's attributes")
	output := flags.String("output", "", "folder of the layout")
	var layers, labels multiFlag
	flags.Var(&layers, "layer", "tar file (repeated)")
	flags.Var(&labels, "label", "label of the target that made the layer (repeated)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if len(layers) != len(labels) {
		return errors.New("every --layer needs a --label")
	}
	var spec imageSpec
	if err := decodeFile(*specPath, &spec); err != nil {
		return err
	}
	config := imageConfig{
		Created:      epoch,
		Config:       runtimeConfig(spec),
		History:      []history{},
		RootFS:       rootFS{Type: "layers", DiffIDs: []string{}},
		OS:           spec.OS,
		Architecture: spec.Architecture,
	}
	result := manifest{SchemaVersion: 2, MediaType: manifestType, Layers: []layerDescriptor{}}
	for i, path := range layers {
		layer, diffID, err := describeLayer(path)
		if err != nil {
			return err
		}
		if err := copyFile(blobPath(*output, layer.Digest), path); err != nil {
			return err
		}
		result.Layers = append(result.Layers, layer)
		config.RootFS.DiffIDs = append(config.RootFS.DiffIDs, diffID)
		config.History = append(config.History, history{Created: epoch, CreatedBy: "bazel build " + labels[i]})
	}
	configJSON, err := encode(config)
	if err != nil {
		return err
	}
	// The config goes through a shell variable in the real rules, which takes the last newline.
	configJSON = configJSON[:len(configJSON)-1]
	result.Config = descriptor{MediaType: configType, Size: int64(len(configJSON))}
	if result.Config.Digest, err = writeBlob(*output, configJSON); err != nil {
		return err
	}
	manifestJSON, err := encode(result)
	if err != nil {
		return err
	}
	digest, err := writeBlob(*output, manifestJSON)
	if err != nil {
		return err
	}
	return writeImageIndex(*output, digest, int64(len(manifestJSON)))
}

func runtimeConfig(spec imageSpec) runConfig {
	config := runConfig{
		Entrypoint: spec.Entrypoint,
		Cmd:        spec.Cmd,
		Env:        spec.Env,
		User:       spec.User,
		WorkingDir: spec.Workdir,
	}
	for _, port := range spec.ExposedPorts {
		config.ExposedPorts = append(config.ExposedPorts, member{port, struct{}{}})
	}
	for _, label := range spec.Labels {
		config.Labels = append(config.Labels, member{label[0], label[1]})
	}
	return config
}

// describeLayer gives a tar's or a compressed tar's descriptor, and the digest of the tar itself.
func describeLayer(path string) (layerDescriptor, string, error) {
	file, err := os.Open(path)
	if err != nil {
		return layerDescriptor{}, "", err
	}
	defer file.Close()
	blob := sha256.New()
	size := &countingWriter{}
	reader := bufio.NewReader(io.TeeReader(file, io.MultiWriter(blob, size)))
	layer := layerDescriptor{MediaType: layerType}
	diff := sha256.New()
	if magic, err := reader.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		layer.MediaType += "+gzip"
		uncompressed, err := gzip.NewReader(reader)
		if err != nil {
			return layerDescriptor{}, "", err
		}
		if _, err := io.Copy(diff, uncompressed); err != nil {
			return layerDescriptor{}, "", err
		}
		// What follows the compressed data belongs to the blob all the same.
		if _, err := io.Copy(io.Discard, reader); err != nil {
			return layerDescriptor{}, "", err
		}
	} else if _, err := io.Copy(diff, reader); err != nil {
		return layerDescriptor{}, "", err
	}
	layer.Size = size.bytes
	layer.Digest = "sha256:" + hex.EncodeToString(blob.Sum(nil))
	return layer, "sha256:" + hex.EncodeToString(diff.Sum(nil)), nil
}

type countingWriter struct{ bytes int64 }

func (w *countingWriter) Write(p []byte) (int, error) {
	w.bytes += int64(len(p))
	return len(p), nil
}

// writeImageIndex writes the two files at the top of a layout.
func writeImageIndex(layout, digest string, size int64) error {
	index, err := encode(struct {
		SchemaVersion int    `json:"schemaVersion"`
		MediaType     string `json:"mediaType"`
		Manifests     []any  `json:"manifests"`
	}{2, indexType, []any{struct {
		MediaType string `json:"mediaType"`
		Digest    string `json:"digest"`
		Size      int64  `json:"size"`
	}{manifestType, digest, size}}})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(layout, "index.json"), index, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(layout, "oci-layout"), []byte(`{"imageLayoutVersion":"1.0.0"}`), 0o644)
}
