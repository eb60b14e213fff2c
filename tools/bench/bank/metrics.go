package bank

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// StandbyReads are reads that a server was to have from a standby.
type StandbyReads struct {
	Answered int64 `json:"answered"` // by the standby
	Missed   int64 `json:"missed"`   // by the primary in its place
}

// AddStandbyReads adds those of the server so far, which is to have a METRICS_ADDRESS.
func (s *Server) AddStandbyReads(ctx context.Context, reads *StandbyReads) (err error) {
	address, err := readAddress(s.log(), listensForMetrics)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/metrics", nil)
	if err != nil {
		return fmt.Errorf("ask for the metrics of the bank: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask for the metrics of the bank: %w", err)
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	return reads.add(response.Body)
}

// add adds the counts that are in the text format of Prometheus.
func (r *StandbyReads) add(metrics io.Reader) error {
	counts := map[string]*int64{"bank_standby_reads_total": &r.Answered, "bank_standby_reads_missed_total": &r.Missed}
	lines := bufio.NewScanner(metrics)
	for lines.Scan() {
		var name string
		var value int64
		if _, err := fmt.Sscanf(lines.Text(), "%s %d", &name, &value); err == nil && counts[name] != nil {
			*counts[name] += value
			delete(counts, name)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the metrics of the bank: %w", err)
	}
	for name := range counts {
		return fmt.Errorf("read the metrics of the bank: there is no %s", name)
	}
	return nil
}
