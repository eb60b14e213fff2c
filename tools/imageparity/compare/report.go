package compare

import (
	"example.com/simplebank/tools/imageparity/executable"
	"example.com/simplebank/tools/imageparity/filesystem"
	"example.com/simplebank/tools/imageparity/inspect"
	"example.com/simplebank/tools/imageparity/layertar"
)

// Result is the comparison of what two references name, and the shape of the JSON report.
type Result struct {
	// Identical says that nothing differs but what the caller allowed.
	Identical bool      `json:"identical"`
	A         Reference `json:"a"`
	B         Reference `json:"b"`
	// Platforms has a report for each platform that was compared, sorted.
	Platforms []*Report `json:"platforms"`
	// OnlyInA and OnlyInB are platforms that the other reference has no image for: a difference
	// that cannot be allowed. They are [] if there are none.
	OnlyInA []string `json:"onlyInA"`
	OnlyInB []string `json:"onlyInB"`
}

// Reference is one side of the comparison.
type Reference struct {
	// Name is the reference as given on the command line.
	Name string `json:"name"`
	// CanonicalDigest is the digest of the canonical form (docs/canonical-image.md) of all that was
	// compared, an index if that were several platforms. It is empty if anything differs: then the
	// canonical forms differ as well.
	CanonicalDigest string `json:"canonicalDigest"`
}

// Report is the comparison for one platform.
type Report struct {
	// Platform is os/architecture[/variant], of image A.
	Platform string `json:"platform"`
	// Identical says that nothing differs but what the caller allowed.
	Identical bool  `json:"identical"`
	A         Image `json:"a"`
	B         Image `json:"b"`
	// Verdicts has one for each subject, always in the order platform, config, files, layers.
	Verdicts []Verdict `json:"verdicts"`
	// Differences has the allowed ones as well. They are in the order of the verdicts, those of
	// files by path. It is [] if there are none.
	Differences []Difference `json:"differences"`
	// Explanations say why files and layers differ, as far as that was looked into. It is [] if
	// there are none.
	Explanations []Explanation `json:"explanations"`
	// Notes are for people to read, such as allowances that matched nothing. It is [] if there are none.
	Notes []string `json:"notes"`
	// Config has all fields of the platform and the config that either image has, equal ones too.
	Config []Field `json:"config"`
	// Images are A and B as they were read.
	Images [2]*inspect.Image `json:"-"`
}

// ForgetFiles drops the equal files of images with more than so many paths in all, which otherwise keep
// much memory: a page lists only those that differ then.
func (r *Report) ForgetFiles(most int) {
	if r.A.Paths+r.B.Paths <= most {
		return
	}
	differ := map[string]bool{}
	for _, d := range r.Differences {
		if d.Subject == Files && len(differ) < most {
			differ[d.Path] = true
		}
	}
	for _, image := range r.Images {
		kept := map[string]filesystem.Entry{}
		for path := range differ {
			if entry, ok := image.Files[path]; ok {
				kept[path] = entry
			}
		}
		image.Files = kept
	}
}

// Field is a field of both images' configs.
type Field struct {
	// Name is that of Difference.
	Name string `json:"name"`
	// A and B are the values as in Difference.
	A     *string `json:"a"`
	B     *string `json:"b"`
	Equal bool    `json:"equal"`
}

// Explanation says why a file or a layer differs.
type Explanation struct {
	// Subject is Files or Layers.
	Subject Subject `json:"subject"`
	// Path is that of the file; Layer the number of the layer, from 1, for layers.
	Path  string `json:"path,omitempty"`
	Layer int    `json:"layer,omitempty"`
	// Executable is set for files, Tar for layers.
	Executable *executable.Difference `json:"executable,omitempty"`
	Tar        *layertar.Difference   `json:"tar,omitempty"`
}

// Image sums up one of the images.
type Image struct {
	// Platform is os/architecture[/variant], as in the config.
	Platform string `json:"platform"`
	// ManifestDigest is empty if the source keeps no manifest (docker save).
	ManifestDigest string `json:"manifestDigest"`
	// ConfigDigest is also known as the image ID.
	ConfigDigest string `json:"configDigest"`
	// CanonicalDigest is that of the manifest in canonical form; empty as that of Reference.
	CanonicalDigest string `json:"canonicalDigest"`
	// Program is the path of what the image runs, if its entrypoint or command names a file, and
	// ProgramSHA256 the hexadecimal digest of its content.
	Program       string `json:"program"`
	ProgramSHA256 string `json:"programSHA256"`
	// DiffIDs are those of the layers, the lowest first.
	DiffIDs []string `json:"diffIDs"`
	// LayerBytes is the size of all layers, uncompressed.
	LayerBytes int64 `json:"layerBytes"`
	// Paths counts the flattened file system, with directories and the root.
	Paths int `json:"paths"`
	// ContentBytes is the size of all regular files of the flattened file system, hard
	// links counted once.
	ContentBytes int64 `json:"contentBytes"`
}

// Subject is one aspect of an image that gets a verdict of its own.
type Subject string

// The subjects.
const (
	Platform Subject = "platform"
	Config   Subject = "config"
	Files    Subject = "files"
	Layers   Subject = "layers"
)

// Verdict is the result for one subject. It counts fields (platform, config), paths (files) or
// positions (layers). A path with both allowed and other differences counts as different only.
type Verdict struct {
	Subject Subject `json:"subject"`
	// Identical says that Different is 0.
	Identical bool `json:"identical"`
	Different int  `json:"different"`
	Allowed   int  `json:"allowed"`
}

// Difference is one field with different values.
type Difference struct {
	Subject Subject `json:"subject"`
	// Path is absolute, and only set for files.
	Path string `json:"path,omitempty"`
	// Field is, by subject:
	//   - platform: os, architecture, variant, "os version", "os features"
	//   - config: "env NAME", "env order", entrypoint, cmd, user, "working dir", "exposed ports",
	//     volumes, "label NAME", "stop signal", "stop timeout", healthcheck, "args escaped",
	//     "annotation NAME" (of the manifest)
	//   - files: type, mode (octal), uid, gid, size (bytes), sha256 (hexadecimal, of the
	//     content), "link target", "hard link" (another path of the same file), device
	//     (major:minor), mtime (RFC 3339), "xattr NAME" (binary values as 0x and hexadecimal)
	//   - layers: "layer N", counted from 1; the values are diff IDs
	Field string `json:"field"`
	// A and B are the values, lists and objects as JSON; null stands for none. A path that an
	// image lacks differs in just its type, which is null there.
	A *string `json:"a"`
	B *string `json:"b"`
	// Allowed is the allowance that covers the difference, such as "mtime"; absent if none does.
	Allowed string `json:"allowed,omitempty"`
}
