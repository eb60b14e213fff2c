package contest

import (
	"context"
	"errors"

	"example.com/simplebank/tools/bench/ground"
)

// template is the database that those of the contestants are copies of.
const template = "bench_template"

// side is a contestant at work on one workload.
type side struct {
	*ground.Side
	contestant Contestant
	ground     *ground.Ground
	database   string
}

// open makes a database for the contestant and starts the bank on it.
func (c *contest) open(ctx context.Context, contestant Contestant, workload string) (_ *side, err error) {
	s := &side{contestant: contestant, ground: c.ground, database: workload + " " + contestant.Name}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if err := c.ground.Copy(ctx, s.database, template); err != nil {
		return nil, err
	}
	if s.Side, err = c.ground.Open(ctx, s.database, ground.Setup{
		Environment: contestant.Environment, Replicas: contestant.Replicas, PgBouncer: contestant.PgBouncer,
		Standby: contestant.Standby,
	}); err != nil {
		return nil, err
	}
	if _, err := s.Settle(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// close stops what runs and drops the database.
func (s *side) close() error {
	var err error
	if s.Side != nil {
		err = s.Close()
	}
	// Also where what went before was cut short.
	return errors.Join(err, s.ground.Drop(context.Background(), s.database))
}
