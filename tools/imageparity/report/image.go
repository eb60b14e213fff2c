package report

import (
	"fmt"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/inspect"
)

// referenceTable tells what was compared, before anything of a single platform.
func referenceTable(r *compare.Result) table {
	t := table{Caption: "The images", Head: "Property", Rows: []row{
		compared("reference", r.A.Name, r.B.Name, noted),
	}}
	if r.A.CanonicalDigest != "" {
		t.Rows = append(t.Rows, compared("canonical digest", r.A.CanonicalDigest, r.B.CanonicalDigest, noted))
	}
	return t
}

// factTable tells which images were compared. What differs here is not held against the images: digests
// of manifests and configs cover what is not compared, too.
func factTable(r *compare.Report) table {
	fact := func(name string, value func(compare.Image) string) row {
		return compared(name, value(r.A), value(r.B), noted)
	}
	rows := []row{
		fact("platform", func(i compare.Image) string { return i.Platform }),
		fact("program", func(i compare.Image) string { return i.Program }),
		fact("program SHA-256", func(i compare.Image) string { return i.ProgramSHA256 }),
		fact("files", func(i compare.Image) string {
			return fmt.Sprintf("%s, %s", plural(i.Paths, "path"), plural(i.ContentBytes, "byte"))
		}),
		fact("layers", func(i compare.Image) string {
			return fmt.Sprintf("%s, %s", plural(len(i.DiffIDs), "layer"), plural(i.LayerBytes, "byte"))
		}),
		fact("config digest", func(i compare.Image) string { return i.ConfigDigest }),
		fact("manifest digest", func(i compare.Image) string { return i.ManifestDigest }),
	}
	if r.A.CanonicalDigest != "" || r.B.CanonicalDigest != "" {
		rows = append(rows, fact("canonical digest", func(i compare.Image) string { return i.CanonicalDigest }))
	}
	return table{Caption: "What was compared", Head: "Property", Rows: rows}
}

func layerTable(r *compare.Report) table {
	statuses := map[string]status{}
	for _, d := range r.Differences {
		if d.Subject == compare.Layers {
			statuses[d.Field] = statusOf(d)
		}
	}
	t := table{Caption: "Diff IDs of layers, the lowest first", Head: "Layer", NoteHead: "Size", Mixed: true}
	a, b := r.Images[0].Layers, r.Images[1].Layers
	for i := range max(len(a), len(b)) {
		idA, sizeA := describeLayer(a, i)
		idB, sizeB := describeLayer(b, i)
		name := compare.LayerField(i)
		layer := compared(name, idA, idB, statuses[name])
		layer.Note = values(compared("size", sizeA, sizeB, noted), " → ")
		t.Rows = append(t.Rows, layer)
	}
	return t.limit(len(t.Rows))
}

// describeLayer returns "" if there is no such layer.
func describeLayer(layers []inspect.Layer, i int) (diffID, size string) {
	if i >= len(layers) {
		return "", ""
	}
	return layers[i].DiffID, plural(layers[i].Size, "byte")
}

// configTable never has allowed differences: no allowance covers them.
func configTable(r *compare.Report) table {
	t := table{Caption: "Platform and runtime config", Head: "Field", Mixed: true}
	for _, f := range r.Config {
		status := differs
		if f.Equal {
			status = same
		}
		t.Rows = append(t.Rows, row{Name: f.Name, A: f.A, B: f.B, Status: status})
	}
	return t.limit(len(t.Rows))
}
