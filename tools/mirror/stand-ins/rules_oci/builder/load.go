package main

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// load streams an image in Docker's archive format into `docker load`.
func load(args []string) error {
	flags := flag.NewFlagSet("load", flag.ExitOnError)
	folder := flags.String("image", "", "folder of the layout")
	var tags multiFlag
	flags.Var(&tags, "tag", "REPOSITORY:TAG to give (repeated)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	loader := ""
	for _, candidate := range []string{"docker", "podman", "nerdctl"} {
		if path, err := exec.LookPath(candidate); err == nil {
			loader = path
			break
		}
	}
	if loader == "" {
		return errors.New("neither docker, podman nor nerdctl could be found")
	}
	command := exec.Command(loader, "load")
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	writeErr := writeArchive(input, *folder, tags)
	if err := errors.Join(writeErr, input.Close()); err != nil {
		_ = command.Wait()
		return fmt.Errorf("sending the image to %s: %w", loader, err)
	}
	return command.Wait()
}

// writeArchive writes a `docker save` archive: blobs, then the manifest.json that names them.
func writeArchive(w io.Writer, folder string, tags []string) error {
	entry, err := readIndex(folder)
	if err != nil {
		return err
	}
	var image manifest
	if err := decodeFile(blobPath(folder, entry.Digest), &image); err != nil {
		return err
	}
	archive := tar.NewWriter(w)
	name := func(digest string) string { return "blobs/" + strings.Replace(digest, ":", "/", 1) }
	if err := addFile(archive, name(image.Config.Digest), blobPath(folder, image.Config.Digest)); err != nil {
		return err
	}
	layers := []string{}
	for _, layer := range image.Layers {
		layers = append(layers, name(layer.Digest)+".tar.gz")
		if err := addFile(archive, layers[len(layers)-1], blobPath(folder, layer.Digest)); err != nil {
			return err
		}
	}
	content, err := json.Marshal([]any{map[string]any{
		"Config": name(image.Config.Digest), "RepoTags": tags, "Layers": layers,
	}})
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(header("manifest.json", int64(len(content)))); err != nil {
		return err
	}
	if _, err := archive.Write(content); err != nil {
		return err
	}
	return archive.Close()
}

func header(name string, size int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o644, ModTime: time.Unix(0, 0)}
}

func addFile(archive *tar.Writer, name, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(header(name, info.Size())); err != nil {
		return err
	}
	_, err = io.Copy(archive, file)
	return err
}
