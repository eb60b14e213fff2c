package browsertest

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

// problems are what went wrong in a tab.
type problems struct {
	mu       sync.Mutex
	noted    []string
	expected []string
}

// note takes an event of the tab.
func (p *problems) note(event any) {
	var problem string
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		problem = "exception: " + event.ExceptionDetails.Text
		if thrown := event.ExceptionDetails.Exception; thrown != nil {
			problem += " " + thrown.Description
		}
	case *runtime.EventConsoleAPICalled:
		if event.Type != runtime.ConsoleAPICalledTypeError && event.Type != runtime.ConsoleAPICalledTypeWarning {
			return
		}
		problem = "console:"
		for _, argument := range event.Args {
			problem += fmt.Sprintf(" %s %s", argument.Description, argument.Value)
		}
	case *log.EventEntryAdded:
		if event.Entry.Level != log.EntryLevelError && event.Entry.Level != log.EntryLevelWarning {
			return
		}
		problem = fmt.Sprintf("%s: %s %s", event.Entry.Source, event.Entry.Text, event.Entry.URL)
	case *audits.EventIssueAdded:
		if event.Issue.Details.GenericIssueDetails != nil &&
			event.Issue.Details.GenericIssueDetails.ErrorType == audits.GenericIssueErrorTypeNavigationEntryMarkedSkippable {
			return // of a script that goes on to another view, long after a click
		}
		details, err := json.Marshal(event.Issue)
		if err != nil {
			details = []byte(err.Error())
		}
		problem = "issue: " + string(details)
	default:
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.noted = append(p.noted, problem)
}

// Expect says that problems with these words in them are what the test is about.
func (tab *Tab) Expect(words ...string) {
	tab.problems.mu.Lock()
	defer tab.problems.mu.Unlock()
	tab.problems.expected = append(tab.problems.expected, words...)
}

// Problems returns what went wrong so far, expected or not.
func (tab *Tab) Problems() []string {
	tab.problems.mu.Lock()
	defer tab.problems.mu.Unlock()
	return append([]string{}, tab.problems.noted...)
}

func (p *problems) check(t testing.TB) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, problem := range p.noted {
		if !p.isExpected(problem) {
			t.Errorf("in the browser: %s", problem)
		}
	}
}

func (p *problems) isExpected(problem string) bool {
	for _, words := range p.expected {
		if strings.Contains(problem, words) {
			return true
		}
	}
	return false
}
