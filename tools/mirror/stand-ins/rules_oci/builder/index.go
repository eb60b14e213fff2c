package main

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
)

// index writes an OCI layout with an index of the images whose layouts are given.
func index(args []string) error {
	flags := flag.NewFlagSet("index", flag.ExitOnError)
	output := flags.String("output", "", "folder of the layout")
	if err := flags.Parse(args); err != nil {
		return err
	}
	list := struct {
		SchemaVersion int          `json:"schemaVersion"`
		MediaType     string       `json:"mediaType"`
		Manifests     []indexEntry `json:"manifests"`
	}{SchemaVersion: 2, MediaType: indexType}
	for _, layout := range flags.Args() {
		entry, err := addImage(*output, layout)
		if err != nil {
			return err
		}
		list.Manifests = append(list.Manifests, entry)
	}
	content, err := encode(list)
	if err != nil {
		return err
	}
	digest, err := writeBlob(*output, content)
	if err != nil {
		return err
	}
	top, err := encode(struct {
		Manifests []descriptor `json:"manifests"`
	}{[]descriptor{{MediaType: indexType, Size: int64(len(content)), Digest: digest}}})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(*output, "index.json"), top, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(*output, "oci-layout"), []byte("{\"imageLayoutVersion\": \"1.0.0\"}\n"), 0o644)
}

// indexEntry has the order of fields of an image layout's index, with the platform after them.
type indexEntry struct {
	MediaType string    `json:"mediaType"`
	Digest    string    `json:"digest"`
	Size      int64     `json:"size"`
	Platform  *platform `json:"platform,omitempty"`
}

// readIndex gives the one entry of a layout's index.
func readIndex(layout string) (indexEntry, error) {
	var top struct {
		Manifests []indexEntry `json:"manifests"`
	}
	if err := decodeFile(filepath.Join(layout, "index.json"), &top); err != nil {
		return indexEntry{}, err
	}
	if len(top.Manifests) != 1 {
		return indexEntry{}, errors.New(layout + ": expected exactly one manifest in index.json")
	}
	return top.Manifests[0], nil
}

// addImage copies an image's blobs and describes it by its config's platform.
func addImage(output, layout string) (indexEntry, error) {
	entry, err := readIndex(layout)
	if err != nil {
		return indexEntry{}, err
	}
	var image manifest
	if err := decodeFile(blobPath(layout, entry.Digest), &image); err != nil {
		return indexEntry{}, err
	}
	entry.Platform = &platform{}
	if err := decodeFile(blobPath(layout, image.Config.Digest), entry.Platform); err != nil {
		return indexEntry{}, err
	}
	digests := []string{entry.Digest, image.Config.Digest}
	for _, layer := range image.Layers {
		digests = append(digests, layer.Digest)
	}
	for _, digest := range digests {
		if err := copyFile(blobPath(output, digest), blobPath(layout, digest)); err != nil {
			return indexEntry{}, err
		}
	}
	return entry, nil
}
