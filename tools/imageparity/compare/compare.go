// Package compare tells how two images differ: in platform, runtime config and flattened file
// system, which is what they are like when they run, and in layers. Creation times, history and
// annotations are not looked at.
package compare

import (
	"fmt"
	"slices"

	"example.com/simplebank/tools/imageparity/filesystem"
	"example.com/simplebank/tools/imageparity/imageconfig"
	"example.com/simplebank/tools/imageparity/inspect"
)

// Images compares a with b. Differences that the allowances cover are reported, but do not count.
func Images(a, b *inspect.Image, allowances []Allowance) *Report {
	platform, config := comparePlatform(a.Platform, b.Platform), compareConfig(a.Config, b.Config)
	config.compareKeys("annotation ", a.Annotations, b.Annotations)
	report := &Report{
		Platform:  a.Platform.String(),
		Identical: true,
		A:         sumUp(a),
		B:         sumUp(b),
		Differences: slices.Concat(
			[]Difference{}, // So that JSON never has null.
			platform.differences,
			config.differences,
			compareFiles(a.Files, b.Files),
			compareLayers(a.Layers, b.Layers),
		),
		Explanations: []Explanation{},
		Config:       slices.Concat(platform.all, config.all),
		Images:       [2]*inspect.Image{a, b},
	}
	report.Notes = allow(allowances, report.Differences)
	for _, subject := range []Subject{Platform, Config, Files, Layers} {
		verdict := judge(subject, report.Differences)
		report.Verdicts = append(report.Verdicts, verdict)
		report.Identical = report.Identical && verdict.Identical
	}
	return report
}

func sumUp(image *inspect.Image) Image {
	result := Image{
		Platform:       image.Platform.String(),
		ManifestDigest: image.ManifestDigest,
		ConfigDigest:   image.ConfigDigest,
		DiffIDs:        []string{},
		Paths:          len(image.Files),
	}
	for _, layer := range image.Layers {
		result.DiffIDs = append(result.DiffIDs, layer.DiffID)
		result.LayerBytes += layer.Size
	}
	for _, entry := range image.Files {
		if entry.Type == filesystem.Regular && entry.HardLink == "" {
			result.ContentBytes += entry.Size
		}
	}
	if command := slices.Concat(image.Config.Entrypoint, image.Config.Cmd); len(command) > 0 {
		if entry, ok := image.Files[command[0]]; ok && entry.Type == filesystem.Regular {
			result.Program, result.ProgramSHA256 = command[0], entry.SHA256
		}
	}
	return result
}

func judge(subject Subject, differences []Difference) Verdict {
	counts := map[string]bool{} // Whether a field or path has a difference that is not allowed.
	for _, d := range differences {
		if d.Subject != subject {
			continue
		}
		unit := d.Field
		if subject == Files {
			unit = d.Path
		}
		counts[unit] = counts[unit] || d.Allowed == ""
	}
	verdict := Verdict{Subject: subject}
	for _, different := range counts {
		if different {
			verdict.Different++
		} else {
			verdict.Allowed++
		}
	}
	verdict.Identical = verdict.Different == 0
	return verdict
}

func comparePlatform(a, b imageconfig.Platform) fields {
	found := fields{subject: Platform}
	found.compare("os", a.OS, b.OS)
	found.compare("architecture", a.Architecture, b.Architecture)
	found.compare("variant", a.Variant, b.Variant)
	found.compare("os version", a.Version, b.Version)
	found.compare("os features", list(a.Features), list(b.Features))
	return found
}

func compareLayers(a, b []inspect.Layer) []Difference {
	found := fields{subject: Layers}
	for i := range max(len(a), len(b)) {
		var idA, idB string
		if i < len(a) {
			idA = a[i].DiffID
		}
		if i < len(b) {
			idB = b[i].DiffID
		}
		found.compare(LayerField(i), idA, idB)
	}
	return found.differences
}

// LayerField is the Field of a Difference of layers, which are counted from 0 here.
func LayerField(layer int) string { return fmt.Sprintf("layer %d", layer+1) }
