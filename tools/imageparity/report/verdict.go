package report

import (
	"fmt"
	"strings"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/printable"
)

// verdict is the answer, in as many words as fit into a headline.
type verdict struct {
	Identical bool
	// Details say what differs.
	Details []string
	// Allowed says how much is allowed, "" for nothing.
	Allowed string
}

// resultVerdict does not speak of platforms as long as there is just one.
func resultVerdict(r *compare.Result) verdict {
	if !several(r) && len(r.Platforms) == 1 {
		return reportVerdict(r.Platforms[0])
	}
	v := verdict{Identical: r.Identical, Allowed: allowedDifferences(r.Platforms...)}
	different := 0
	for _, p := range r.Platforms {
		if !p.Identical {
			different++
		}
	}
	if different > 0 {
		v.Details = append(v.Details, fmt.Sprintf("%d of %s", different, plural(len(r.Platforms), "platform")))
	}
	for _, name := range r.OnlyInA {
		v.Details = append(v.Details, printable.String(name)+" only in A")
	}
	for _, name := range r.OnlyInB {
		v.Details = append(v.Details, printable.String(name)+" only in B")
	}
	if r.Identical {
		v.Details = append(v.Details, plural(len(r.Platforms), "platform"))
	}
	return v
}

func several(r *compare.Result) bool {
	return len(r.Platforms)+len(r.OnlyInA)+len(r.OnlyInB) > 1
}

func reportVerdict(r *compare.Report) verdict {
	v := verdict{Identical: r.Identical, Allowed: allowedDifferences(r)}
	for _, subject := range r.Verdicts {
		v.Details = append(v.Details, subjectVerdict(subject).Details...)
	}
	return v
}

func allowedDifferences(reports ...*compare.Report) string {
	allowed := 0
	for _, r := range reports {
		for _, d := range r.Differences {
			if d.Allowed != "" {
				allowed++
			}
		}
	}
	if allowed == 0 {
		return ""
	}
	return plural(allowed, "allowed difference")
}

func subjectVerdict(v compare.Verdict) verdict {
	result := verdict{Identical: v.Identical}
	if v.Different > 0 {
		result.Details = append(result.Details, plural(v.Different, units[v.Subject]))
	}
	if v.Allowed > 0 {
		result.Allowed = plural(v.Allowed, units[v.Subject]) + " allowed"
	}
	return result
}

var units = map[compare.Subject]string{
	compare.Platform: "platform field",
	compare.Config:   "config field",
	compare.Files:    "file",
	compare.Layers:   "layer",
}

// Sign is the verdict as a sign, which also shows whether anything was allowed.
func (v verdict) Sign() string {
	switch {
	case !v.Identical:
		return "≠"
	case v.Allowed != "":
		return "≈"
	default:
		return "="
	}
}

// Title is what the sign stands for.
func (v verdict) Title() string {
	switch {
	case !v.Identical:
		return "Different"
	case v.Allowed != "":
		return "Identical but for what is allowed"
	default:
		return "Identical"
	}
}

// Summary is what there is to say beside that; it may be empty.
func (v verdict) Summary() string {
	details := strings.Join(v.Details, ", ")
	switch {
	case v.Allowed == "":
		return details
	case details == "":
		return v.Allowed
	default:
		return details + " (" + v.Allowed + ")"
	}
}

func (v verdict) String() string {
	word := "different"
	if v.Identical {
		word = "identical"
	}
	if summary := v.Summary(); summary != "" {
		return word + ": " + summary
	}
	return word
}
