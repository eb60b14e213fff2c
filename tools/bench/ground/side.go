package ground

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/books"
	"example.com/simplebank/tools/bench/front"
	"example.com/simplebank/tools/bench/load"
)

// settleTimeout is how long the log of transfers may take to have those of a measurement.
const settleTimeout = 2 * time.Minute

const (
	// maxFailures is how many errors of a server are told.
	maxFailures = 5
	// maxWrong is how many wrong answers are.
	maxWrong = 20
)

// Side is a bank at work on a database, to be compared with others.
type Side struct {
	Address string // where requests go, host:port

	ground   *Ground
	database string
	db       *sql.DB // as the superuser
	standby  bool    // whether the servers read from it
	pooler   *front.PgBouncer
	servers  []*bank.Server
	balancer *front.Nginx
	told     books.Told
	wrong    []string // answers
}

// Setup is how the bank runs on a database.
type Setup struct {
	Environment []string // of the servers, NAME=value
	Replicas    int      // servers behind nginx; 0 for one without
	PgBouncer   bool     // whether it is between the servers and the database
	Standby     bool     // whether statements are read from one, which follows by streaming replication
}

// Open starts the bank on the database. What is there so far is not of its clients. Call
// Close in the end.
func (g *Ground) Open(ctx context.Context, database string, setup Setup) (_ *Side, err error) {
	s := &Side{ground: g, database: database, standby: setup.Standby}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if s.db, err = sql.Open("postgres", g.Source(database)); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := s.db.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM transfers").Scan(&s.told.After); err != nil {
		return nil, fmt.Errorf("look for the last transfer: %w", err)
	}
	if err := s.serve(ctx, setup); err != nil {
		return nil, err
	}
	return s, nil
}

// serve starts the servers, and what stands before and behind them.
func (s *Side) serve(ctx context.Context, setup Setup) (err error) {
	g := s.ground
	source := g.ServiceSource(s.database)
	if setup.PgBouncer {
		if s.pooler, err = front.StartPgBouncer(ctx, source); err != nil {
			return err
		}
		source = s.pooler.Source
	}
	environment := setup.Environment
	if setup.Standby {
		standby, err := g.follow(ctx, s.database)
		if err != nil {
			return err
		}
		environment = append([]string{"DB_READ_SOURCE=" + standby, "METRICS_ADDRESS=127.0.0.1:0"}, environment...)
	}
	var addresses []string
	for range max(1, setup.Replicas) {
		server, err := g.program.Serve(ctx, bank.Options{
			Source: source, TokenKey: g.tokenKey, LedgerKey: g.ledgerKey, Environment: environment,
		})
		if err != nil {
			return err
		}
		s.servers, addresses = append(s.servers, server), append(addresses, server.Address)
	}
	s.Address = addresses[0]
	if setup.Replicas > 0 {
		if s.balancer, err = front.StartNginx(ctx, addresses); err != nil {
			return err
		}
		s.Address = s.balancer.Address
	}
	return nil
}

// Close stops what runs. The database stays.
func (s *Side) Close() error {
	var err error
	if s.balancer != nil {
		err = s.balancer.Stop()
	}
	for _, server := range s.servers {
		err = errors.Join(err, server.Stop())
	}
	if s.pooler != nil {
		err = errors.Join(err, s.pooler.Stop())
	}
	if s.db != nil {
		err = errors.Join(err, s.db.Close())
	}
	return err
}

// Remember keeps what the clients have seen.
func (s *Side) Remember(m load.Measurement) {
	s.told.Add(m)
	s.wrong = append(s.wrong, m.Wrong...)
	s.wrong = s.wrong[:min(len(s.wrong), maxWrong)]
}

// Acknowledged returns how many transfers the clients were told of.
func (s *Side) Acknowledged() int { return len(s.told.Acknowledged) }

// Explain adds what the server has logged as errors.
func (s *Side) Explain(err error) error {
	failures, readErr := s.failures()
	if len(failures) > 0 {
		err = fmt.Errorf("%w; the bank logged:\n%s", err, strings.Join(failures, "\n"))
	}
	return errors.Join(fmt.Errorf("%s: %w", s.database, err), readErr)
}

// failures returns the first errors that the servers have logged.
func (s *Side) failures() (all []string, err error) {
	for _, server := range s.servers {
		failures, readErr := server.Failures(maxFailures)
		all, err = append(all, failures...), errors.Join(err, readErr)
	}
	return all[:min(len(all), maxFailures)], err
}

// Settle waits until the log has all transfers, and the standby, if any side reads from one,
// so that what one side leaves to do is not done at the cost of the next. It returns how
// long that took.
func (s *Side) Settle(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	start := time.Now()
	if err := until(ctx, s.db, "SELECT NOT EXISTS (SELECT FROM unlogged_transfers)"); err != nil {
		return 0, fmt.Errorf("wait for the log of transfers: %w", err)
	}
	if err := s.ground.awaitStandby(ctx); err != nil {
		return 0, err
	}
	return time.Since(start), nil
}

// Unlogged returns how many transfers wait for the log.
func (s *Side) Unlogged(ctx context.Context) (n int, err error) {
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM unlogged_transfers").Scan(&n); err != nil {
		return 0, fmt.Errorf("count the transfers that wait for the log: %w", err)
	}
	return n, nil
}
