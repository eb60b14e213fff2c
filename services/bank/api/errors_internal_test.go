package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres"
)

func TestEveryCodeHasAStatus(t *testing.T) {
	for _, code := range fault.Codes() {
		if status := statuses[code]; status < 400 || status >= 500 {
			t.Errorf("code %s has status %d, want one of the caller's errors", code, status)
		}
	}
}

func TestFail(t *testing.T) {
	live := t.Context()
	late, cancel := context.WithCancel(live)
	cancel()
	const lookFirst = "it may have been carried out: look before you send it again (with an Idempotency-Key it could be repeated)"
	const repeat = "it may have been carried out: repeat it with the same Idempotency-Key, which does it only once"
	tests := []struct {
		name   string
		ctx    context.Context
		err    error
		status int
		want   errorResponse
	}{
		{"domain", live, fmt.Errorf("inside: %w", fault.New(fault.AccountNotFound, "no account")),
			404, errorResponse{"no account", fault.AccountNotFound, "id"}},
		{"not the domain's", live, errors.New("inside"),
			500, errorResponse{"something went wrong here; it is in the log", codeInternal, "id"}},
		{"too late", late, errors.New("inside"),
			503, errorResponse{"the request took too long; try again later", codeTimeout, "id"}},
		{"database unreachable", live, fmt.Errorf("inside: %w", postgres.ErrUnavailable),
			503, errorResponse{"the bank cannot work right now; try again later", codeUnavailable, "id"}},
		{"database unreachable, too late", late, postgres.ErrUnavailable,
			503, errorResponse{"the request took too long; try again later", codeTimeout, "id"}},
		{"move, too late", late, errors.New("inside"),
			503, errorResponse{"the request took too long; " + lookFirst, codeTimeout, "id"}},
		{"move, too late, with a key", late, errors.New("inside"),
			503, errorResponse{"the request took too long; " + repeat, codeTimeout, "id"}},
		{"move, commit lost", live, fmt.Errorf("inside: %w", postgres.ErrOutcomeUnknown),
			503, errorResponse{"the bank lost sight of the request; " + lookFirst, codeOutcomeUnknown, "id"}},
		{"move, commit lost as the caller hung up", late, postgres.ErrOutcomeUnknown,
			503, errorResponse{"the request took too long; " + lookFirst, codeTimeout, "id"}},
		{"move, commit lost, with a key", live, postgres.ErrOutcomeUnknown,
			503, errorResponse{"the bank lost sight of the request; " + repeat, codeOutcomeUnknown, "id"}},
		{"move, database unreachable", live, postgres.ErrUnavailable,
			503, errorResponse{"the bank cannot work right now; try again later", codeUnavailable, "id"}},
		{"commit of no move lost", live, postgres.ErrOutcomeUnknown,
			503, errorResponse{"the bank cannot work right now; try again later", codeUnavailable, "id"}},
		{"move, domain, just in time", late, fault.New(fault.NotOwner, "not yours"),
			401, errorResponse{"not yours", fault.NotOwner, "id"}},
		{"domain, just in time", late, fault.New(fault.NotOwner, "not yours"),
			401, errorResponse{"not yours", fault.NotOwner, "id"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			c, _ := gin.CreateTestContext(w)
			c.Request = httptest.NewRequestWithContext(tt.ctx, http.MethodGet, "/", nil)
			c.Set(requestIDKey, "id")
			c.Set(movesKey, strings.HasPrefix(tt.name, "move"))
			if strings.HasSuffix(tt.name, "with a key") {
				c.Request.Header.Set(idempotencyKeyHeader, "k")
			}

			fail(c, tt.err)

			var got errorResponse
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if w.Code != tt.status || got != tt.want {
				t.Errorf("answer %d %+v, want %d %+v", w.Code, got, tt.status, tt.want)
			}
			again := tt.status == 503 && !strings.HasSuffix(tt.want.Error, lookFirst)
			if got := w.Header().Get("Retry-After"); (got != "") != again {
				t.Errorf("Retry-After %q", got)
			}
			if !errors.Is(c.Errors.Last(), tt.err) {
				t.Errorf("left to the log: %v, want %v", c.Errors.Last(), tt.err)
			}
		})
	}
}
