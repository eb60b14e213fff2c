package command

import (
	"errors"
	"testing"

	"example.com/simplebank/libs/postgres"
)

func TestJudge(t *testing.T) {
	found := func(statuses ...postgres.Status) (findings []postgres.Finding) {
		for _, s := range statuses {
			findings = append(findings, postgres.Finding{Status: s})
		}
		return findings
	}
	var notLooked couldNotLookError
	if err := judge(found(postgres.OK, postgres.Warning)); err != nil {
		t.Errorf("warnings: %v", err)
	}
	if err := judge(found(postgres.OK, postgres.Unknown)); !errors.As(err, &notLooked) {
		t.Errorf("not all looked at: %v", err)
	}
	if err := judge(found(postgres.Unknown, postgres.Failed)); err == nil || errors.As(err, &notLooked) {
		t.Errorf("failed: %v", err)
	}
}
