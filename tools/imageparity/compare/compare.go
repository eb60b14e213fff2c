// Package compare tells how two images differ: in platform, runtime config and flattened file
// system, which is what they are like when they run, and in layers. Creation times, history and
// annotations are not looked at.
package compare

import (
	"fmt"
	"slices"

	"example.com/simplebank/tools/imageparity/filesystem"
	"example.com/simplebank/tools/imageparity/inspect"
)

// Images compares a with b. Differences that the allowances cover are reported, but do not count.
func Images(a, b *inspect.Image, allowances []Allowance) *Report {
	report := &Report{
		Identical: true,
		A:         sumUp(a),
		B:         sumUp(b),
		Differences: slices.Concat(
			[]Difference{}, // So that JSON never has null.
			comparePlatform(a.Platform, b.Platform),
			compareConfig(a.Config, b.Config),
			compareFiles(a.Files, b.Files),
			compareLayers(a.Layers, b.Layers),
		),
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
		Reference:      image.Reference,
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

func comparePlatform(a, b inspect.Platform) []Difference {
	found := fields{subject: Platform}
	found.compare("os", a.OS, b.OS)
	found.compare("architecture", a.Architecture, b.Architecture)
	found.compare("variant", a.Variant, b.Variant)
	return found.differences
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
		found.compare(fmt.Sprintf("layer %d", i+1), idA, idB)
	}
	return found.differences
}
