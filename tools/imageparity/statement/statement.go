// Package statement writes and reads the proof that two builds of an image are the same: an in-toto
// Statement (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md), to be signed by
// whoever vouches for it.
package statement

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.com/simplebank/tools/imageparity/compare"
)

const (
	statementType = "https://in-toto.io/Statement/v1"
	// PredicateType names the predicate that this package writes.
	PredicateType = "https://example.com/simplebank/image-parity/v2"
	// maxBytes is more than any statement of ours has.
	maxBytes = 1 << 20
)

// Statement says that the subjects are what both builds of an image reduce to.
type Statement struct {
	Type          string    `json:"_type"`
	Subjects      []Subject `json:"subject"`
	PredicateType string    `json:"predicateType"`
	Predicate     Predicate `json:"predicate"`
}

// Subject is an image in canonical form (docs/canonical-image.md).
type Subject struct {
	Name string `json:"name"`
	// Digest maps "sha256" to the hexadecimal digest of the manifest or the index.
	Digest map[string]string `json:"digest"`
	// Annotations have the platform, unless the subject is the index of all.
	Annotations map[string]string `json:"annotations,omitempty"`
}

// String returns name, platform and digest.
func (s Subject) String() string {
	platform := ""
	if p := s.Annotations["platform"]; p != "" {
		platform = " (" + p + ")"
	}
	return s.Name + platform + " sha256:" + s.Digest["sha256"]
}

// Predicate tells what was built, by what and from what.
type Predicate struct {
	// Builds are the two that were compared.
	Builds []Build `json:"builds"`
	// Inputs are what both builds were made from.
	Inputs Facts `json:"inputs"`
	// Platforms has what is in the images, by platform.
	Platforms []Platform `json:"platforms"`
}

// Build is one of the builds that were compared.
type Build struct {
	// Image is where it was found.
	Image string `json:"image"`
	// Builder names programs and their versions.
	Builder Facts `json:"builder"`
	// Manifests maps a platform to the digest of the manifest as the builder wrote it.
	Manifests map[string]string `json:"manifests"`
}

// Platform is what both builds have for one platform.
type Platform struct {
	Platform string `json:"platform"`
	// Program is what the image runs, ProgramSHA256 the hexadecimal digest of its content.
	Program       string   `json:"program"`
	ProgramSHA256 string   `json:"programSHA256"`
	DiffIDs       []string `json:"diffIDs"`
}

// New returns the statement on a comparison in which nothing differs, so that it has canonical digests.
func New(name string, result *compare.Result, builders [2]Facts, inputs Facts) *Statement {
	s := &Statement{Type: statementType, PredicateType: PredicateType, Predicate: Predicate{Inputs: inputs}}
	if len(result.Platforms) > 1 {
		s.add(name, result.A.CanonicalDigest, "")
	}
	a := Build{Image: result.A.Name, Builder: builders[0], Manifests: map[string]string{}}
	b := Build{Image: result.B.Name, Builder: builders[1], Manifests: map[string]string{}}
	for _, r := range result.Platforms {
		s.add(name, r.A.CanonicalDigest, r.Platform)
		a.Manifests[r.Platform], b.Manifests[r.Platform] = r.A.ManifestDigest, r.B.ManifestDigest
		s.Predicate.Platforms = append(s.Predicate.Platforms, Platform{
			Platform: r.Platform, Program: r.A.Program, ProgramSHA256: r.A.ProgramSHA256, DiffIDs: r.A.DiffIDs,
		})
	}
	s.Predicate.Builds = []Build{a, b}
	return s
}

func (s *Statement) add(name, digest, platform string) {
	subject := Subject{Name: name, Digest: map[string]string{"sha256": strings.TrimPrefix(digest, "sha256:")}}
	if platform != "" {
		subject.Annotations = map[string]string{"platform": platform}
	}
	s.Subjects = append(s.Subjects, subject)
}

// Subject returns the one that has the digest ("sha256:…").
func (s *Statement) Subject(digest string) (Subject, bool) {
	for _, subject := range s.Subjects {
		if "sha256:"+subject.Digest["sha256"] == digest {
			return subject, true
		}
	}
	return Subject{}, false
}

// Write writes the statement as JSON.
func (s *Statement) Write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(s)
}

// Read reads a statement. It is an error if it is not one of this package's.
func Read(r io.Reader) (*Statement, error) {
	var s Statement
	content, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(content) > maxBytes:
		return nil, fmt.Errorf("too large for a statement: more than %d bytes", maxBytes)
	}
	if err := json.Unmarshal(content, &s); err != nil {
		return nil, fmt.Errorf("no in-toto Statement in JSON: %w", err)
	}
	if s.Type != statementType {
		return nil, fmt.Errorf("no in-toto Statement: _type is %q, accepted is %q", s.Type, statementType)
	}
	if s.PredicateType != PredicateType {
		return nil, fmt.Errorf("the predicate is of the type %q, accepted is %q", s.PredicateType, PredicateType)
	}
	if len(s.Subjects) == 0 {
		return nil, errors.New("the statement has no subject")
	}
	return &s, nil
}
