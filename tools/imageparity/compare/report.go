package compare

// Report is the result of a comparison, and the shape of the JSON report.
type Report struct {
	// Identical says that nothing differs but what the caller allowed.
	Identical bool  `json:"identical"`
	A         Image `json:"a"`
	B         Image `json:"b"`
	// Verdicts has one for each subject, always in the order platform, config, files, layers.
	Verdicts []Verdict `json:"verdicts"`
	// Differences has the allowed ones as well. They are in the order of the verdicts, those of
	// files by path. It is [] if there are none.
	Differences []Difference `json:"differences"`
	// Notes are for people to read, such as allowances that matched nothing. It is [] if there are none.
	Notes []string `json:"notes"`
}

// Image sums up one of the images.
type Image struct {
	// Reference is the image as given on the command line.
	Reference string `json:"reference"`
	// Platform is os/architecture[/variant], as in the config.
	Platform string `json:"platform"`
	// ManifestDigest is empty if the source keeps no manifest (docker save).
	ManifestDigest string `json:"manifestDigest"`
	// ConfigDigest is also known as the image ID.
	ConfigDigest string `json:"configDigest"`
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
	//   - platform: os, architecture, variant
	//   - config: "env NAME", "env order", entrypoint, cmd, user, "working dir", "exposed ports",
	//     volumes, "label NAME", "stop signal", healthcheck
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
