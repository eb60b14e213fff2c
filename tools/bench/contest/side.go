package contest

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

// settleTimeout is how long the log of transfers may take to have all of them.
const settleTimeout = 2 * time.Minute

const (
	// maxFailures is how many errors of a server are told.
	maxFailures = 5
	// maxWrong is how many wrong answers are.
	maxWrong = 20
)

// side is a contestant at work on one workload.
type side struct {
	contestant Contestant
	ground     *ground
	database   string
	db         *sql.DB // as the superuser
	address    string  // where requests go
	pooler     *front.PgBouncer
	servers    []*bank.Server
	balancer   *front.Nginx
	told       books.Told
	wrong      []string // answers
}

// open makes a database for the contestant and starts its server.
func (g *ground) open(ctx context.Context, c Contestant, workload string) (_ *side, err error) {
	s := &side{contestant: c, ground: g, database: workload + " " + c.Name}
	if err := g.create(ctx, s.database); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.db, err = sql.Open("postgres", g.cluster.Source(s.database)); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := s.serve(ctx); err != nil {
		return nil, err
	}
	if _, err := s.settle(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// serve starts the servers, and what stands before and behind them.
func (s *side) serve(ctx context.Context) (err error) {
	g, c := s.ground, s.contestant
	source := g.cluster.SourceAs(login, s.database)
	if c.PgBouncer {
		if s.pooler, err = front.StartPgBouncer(ctx, source); err != nil {
			return err
		}
		source = s.pooler.Source
	}
	var addresses []string
	for range max(1, c.Replicas) {
		server, err := g.program.Serve(ctx, bank.Options{
			Source: source, TokenKey: g.tokenKey, LedgerKey: g.ledgerKey, Environment: c.Environment,
		})
		if err != nil {
			return err
		}
		s.servers, addresses = append(s.servers, server), append(addresses, server.Address)
	}
	s.address = addresses[0]
	if c.Replicas > 0 {
		if s.balancer, err = front.StartNginx(ctx, addresses); err != nil {
			return err
		}
		s.address = s.balancer.Address
	}
	return nil
}

// close stops what runs and drops the database.
func (s *side) close() error {
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
	// Also where what went before was cut short.
	return errors.Join(err, s.ground.drop(context.Background(), s.database))
}

// remember keeps what the clients have seen.
func (s *side) remember(m load.Measurement) {
	s.told.Add(m)
	s.wrong = append(s.wrong, m.Wrong...)
	s.wrong = s.wrong[:min(len(s.wrong), maxWrong)]
}

// explain adds what the server has logged as errors.
func (s *side) explain(err error) error {
	failures, readErr := s.failures()
	if len(failures) > 0 {
		err = fmt.Errorf("%w; the bank logged:\n%s", err, strings.Join(failures, "\n"))
	}
	return errors.Join(fmt.Errorf("%s: %w", s.contestant.Name, err), readErr)
}

// settle waits until the log has all transfers, so that what one contestant leaves to do
// is not done at the cost of the next, and returns how long that took.
func (s *side) settle(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	start := time.Now()
	for {
		var waiting bool
		if err := s.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM unlogged_transfers)").Scan(&waiting); err != nil {
			return 0, fmt.Errorf("wait for the log of transfers: %w", err)
		}
		if !waiting {
			return time.Since(start), nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return 0, fmt.Errorf("wait for the log of transfers: %w", ctx.Err())
		}
	}
}

// audit proves the books of the contestant, whose server must have nothing to do.
func (s *side) audit(ctx context.Context) (Books, error) {
	start := time.Now()
	source := s.ground.cluster.Source(s.database)
	report, err := books.Check(ctx, source, s.told)
	if err != nil {
		return Books{}, err
	}
	b := Books{Report: report, Audit: "clean"}
	if err := s.ground.program.Audit(ctx, source, s.ground.ledgerKey); errors.Is(err, bank.ErrFindings) {
		b.Audit = err.Error()
	} else if err != nil {
		return Books{}, err
	}
	b.AuditSeconds = time.Since(start).Seconds()
	for _, server := range s.servers {
		memory, err := server.PeakMemory()
		if err != nil {
			return Books{}, err
		}
		b.Startup, b.PeakMemory = max(b.Startup, milliseconds(server.Startup)), max(b.PeakMemory, memory)
	}
	b.Failures, err = s.failures()
	return b, err
}

// failures returns the first errors that the servers have logged.
func (s *side) failures() (all []string, err error) {
	for _, server := range s.servers {
		failures, readErr := server.Failures(maxFailures)
		all, err = append(all, failures...), errors.Join(err, readErr)
	}
	return all[:min(len(all), maxFailures)], err
}

// findings are all that is not as it is to be.
func (s *side) findings(b Books) []string {
	all := append([]string{}, s.wrong...)
	all = append(all, b.Findings...)
	if b.Audit != "clean" {
		all = append(all, b.Audit)
	}
	for i := range all {
		all[i] = s.database + ": " + all[i]
	}
	return all
}
