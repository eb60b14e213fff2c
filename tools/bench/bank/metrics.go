package bank

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// StandbyReads returns how many reads a standby has answered, and how many the primary in
// its place. The server is to have metrics.
func (s *Server) StandbyReads(ctx context.Context) (answered, missed int64, err error) {
	address, err := readAddress(s.log(), listensForMetrics)
	if err != nil {
		return 0, 0, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/metrics", nil)
	if err != nil {
		return 0, 0, fmt.Errorf("ask for the metrics of the bank: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, 0, fmt.Errorf("ask for the metrics of the bank: %w", err)
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	return readStandbyReads(response.Body)
}

// readStandbyReads finds the two in the text format of Prometheus.
func readStandbyReads(metrics io.Reader) (answered, missed int64, err error) {
	found := 0
	for lines := bufio.NewScanner(metrics); lines.Scan(); {
		for name, value := range map[string]*int64{
			"bank_standby_reads_total": &answered, "bank_standby_reads_missed_total": &missed,
		} {
			if _, err := fmt.Sscanf(lines.Text(), name+" %d", value); err == nil {
				found++
			}
		}
	}
	if found != 2 {
		return 0, 0, errors.New("read the metrics of the bank: they do not have both counts of a standby's reads")
	}
	return answered, missed, nil
}
