// Package explain reads what differs of two images a second time, to tell why it does.
package explain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/executable"
	"example.com/simplebank/tools/imageparity/layertar"
)

// maxFiles is how many files are looked into.
const maxFiles = 10

// Differences adds explanations to a report: of executables whose content differs, and of layers.
// Differences that are allowed are not looked into. It reads the images again, whose sources must
// still be open.
func Differences(ctx context.Context, report *compare.Report) error {
	if report.Identical {
		return nil
	}
	if err := explainFiles(ctx, report); err != nil {
		return fmt.Errorf("explaining files: %w", err)
	}
	if err := explainLayers(ctx, report); err != nil {
		return fmt.Errorf("explaining layers: %w", err)
	}
	return nil
}

func explainFiles(ctx context.Context, report *compare.Report) (err error) {
	var paths []string
	for _, d := range report.Differences {
		if d.Subject == compare.Files && d.Field == "sha256" && d.Allowed == "" {
			paths = append(paths, d.Path)
		}
	}
	// What the image runs comes first.
	if i := slices.Index(paths, report.A.Program); i > 0 {
		paths = slices.Insert(slices.Delete(paths, i, i+1), 0, report.A.Program)
	}
	if len(paths) > maxFiles {
		report.Notes = append(report.Notes, fmt.Sprintf("only %d of %d files that differ were looked into", maxFiles, len(paths)))
		paths = paths[:maxFiles]
	}
	folder, err := os.MkdirTemp("", "imageparity-")
	if err != nil {
		return fmt.Errorf("making a directory for temporary files: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	var files [2]map[string]string
	for i, image := range report.Images {
		if files[i], err = extractExecutables(ctx, image, paths, folder); err != nil {
			return err
		}
	}
	for _, path := range paths {
		a, b := files[0][path], files[1][path]
		if a == "" || b == "" {
			continue
		}
		difference, err := compareExecutables(a, b)
		if err != nil {
			report.Notes = append(report.Notes, fmt.Sprintf("%s could not be looked into: %v", path, err))
			continue
		}
		report.Explanations = append(report.Explanations, compare.Explanation{Subject: compare.Files, Path: path, Executable: difference})
	}
	return nil
}

func compareExecutables(a, b string) (*executable.Difference, error) {
	var files [2]executable.File
	for i, name := range []string{a, b} {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close() // It is only read.
		info, err := file.Stat()
		if err != nil {
			return nil, err
		}
		files[i] = executable.File{Content: file, Size: info.Size()}
	}
	return executable.Compare(files[0], files[1])
}

func explainLayers(ctx context.Context, report *compare.Report) error {
	a, b := report.Images[0], report.Images[1]
	for i := range min(len(a.Layers), len(b.Layers)) {
		if a.Layers[i].DiffID == b.Layers[i].DiffID || allowed(report, i) {
			continue
		}
		var difference *layertar.Difference
		_, err := a.Source.Layers[i].Read(ctx, func(layerA io.Reader) error {
			_, err := b.Source.Layers[i].Read(ctx, func(layerB io.Reader) (err error) {
				difference, err = layertar.Compare(layerA, layerB)
				return err
			})
			return err
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			// The layers were read before: it is their tars that are too odd to be looked into.
			report.Notes = append(report.Notes, fmt.Sprintf("layer %d could not be looked into: %v", i+1, err))
			continue
		}
		report.Explanations = append(report.Explanations, compare.Explanation{Subject: compare.Layers, Layer: i + 1, Tar: difference})
	}
	return nil
}

func allowed(report *compare.Report, layer int) bool {
	return slices.ContainsFunc(report.Differences, func(d compare.Difference) bool {
		return d.Subject == compare.Layers && d.Field == compare.LayerField(layer) && d.Allowed != ""
	})
}
