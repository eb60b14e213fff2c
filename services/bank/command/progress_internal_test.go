package command

import (
	"bytes"
	"testing"
	"time"

	proof "example.com/simplebank/libs/postgres/audit"
)

func TestProgress(t *testing.T) {
	for want, tt := range map[string]struct {
		progress proof.Progress
		took     time.Duration
	}{
		"[                              ]   0% schema, 0 of 0 rows":                          {proof.Progress{Check: "schema"}, time.Second},
		"[                              ]   0% rows, 0 of 9 rows":                            {proof.Progress{Check: "rows", Total: 9}, 0},
		"[=======                       ]  25% transfers, 500 of 2000 rows, 50/s, 30s left":  {proof.Progress{Check: "transfers", Rows: 500, Total: 2000}, 10 * time.Second},
		"[==============================] 100% balances, 3000 of 2000 rows, 1000/s, 0s left": {proof.Progress{Check: "balances", Rows: 3000, Total: 2000}, 3 * time.Second},
	} {
		if got := bar(tt.progress) + " " + progressLine(tt.progress, tt.took); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestProgressIsShownNowAndThen(t *testing.T) {
	var quiet, terminal, log bytes.Buffer
	for _, tt := range []struct {
		w         *bytes.Buffer
		shown     *progress
		sinceLast time.Duration
		want      string
	}{
		{&log, &progress{w: &log}, lineInterval - time.Second, ""},
		{&log, &progress{w: &log}, lineInterval, "bank audit:   0% rows, 0 of 9 rows\n"},
		{&terminal, &progress{w: &terminal, terminal: true}, barInterval, "\r\x1b[K[                              ]   0% rows, 0 of 9 rows\r\x1b[K"},
		{&quiet, newProgress(Program{Stderr: &quiet, quiet: true}), lineInterval, ""},
	} {
		tt.shown.last = time.Now().Add(-tt.sinceLast)
		tt.shown.show(proof.Progress{Check: "rows", Total: 9})
		tt.shown.end()
		if got := tt.w.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
