package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// prepare does what an operator does first: it migrates the database, makes the
// service's role, and has the image tell whether all is well.
func prepare(ctx context.Context, image string, d *database) error {
	if _, err := runImage(ctx, image, d.owner(), "", "migrate", "up"); err != nil {
		return err
	}
	if err := d.cluster.CreateLogin(ctx, "bank", "simplebank_service"); err != nil {
		return err
	}
	found, err := runImage(ctx, image, d.service(), "", "doctor")
	if err != nil {
		return err
	}
	done("migrated as the owner; bank doctor, as the service's role:\n      %s", strings.ReplaceAll(found, "\n", "\n      "))

	shown, err := runImage(ctx, image, d.service(), "", "config")
	if err != nil {
		return err
	}
	if !strings.Contains(shown, serverName) || !strings.Contains(shown, "LEDGER_KEY") {
		return fmt.Errorf("bank config does not show the configuration:\n%s", shown)
	}
	for _, name := range []string{serviceSource, tokenSecret, ledgerSecret} {
		if strings.Contains(shown, d.secrets[name]) {
			return fmt.Errorf("bank config shows the secret %s", name)
		}
	}
	done("bank config shows the configuration without its secrets, all from files")

	// Only the authority that is named is trusted, and the server's name has to be its own.
	withoutRoot := d.service()
	delete(withoutRoot.environment, "DB_SSL_ROOT_CERT_FILE")
	if found, err := runImage(ctx, image, withoutRoot, "", "doctor"); err == nil || !strings.Contains(err.Error(), "unknown authority") {
		return errors.Join(fmt.Errorf("without the authority's certificate bank doctor should say that it is unknown, but it says:\n%s", found), err)
	}
	done("a database's server whose authority is not known is refused")
	return nil
}

// checkMetrics checks that each replica tells Prometheus of what it did.
func checkMetrics(ctx context.Context, addresses [2]string) error {
	for _, address := range addresses {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/metrics", nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		text, err := io.ReadAll(response.Body)
		if err := errors.Join(err, response.Body.Close()); err != nil {
			return fmt.Errorf("read metrics: %w", err)
		}
		for _, name := range []string{
			`bank_http_request_duration_seconds_bucket{method="POST",route="/transfers`, `bank_transfers_total{kind="transfer",outcome="`,
			"bank_db_connections_in_use", "bank_log_behind_seconds", "process_resident_memory_bytes",
		} {
			if !strings.Contains(string(text), name) {
				return fmt.Errorf("the metrics at %s lack %s:\n%s", address, name, text)
			}
		}
	}
	done("both tell Prometheus of requests, transfers, the pool, the log and the process")
	return nil
}
