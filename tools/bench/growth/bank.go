package growth

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"example.com/simplebank/tools/bench/ground"
	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

const (
	// mostCopied is the most transfers of a database that is made anew, as a copy of what
	// was seeded, when the measured transfers have made it larger: copying larger ones would
	// take long, and a measurement adds little to them.
	mostCopied = 200_000
	// mostAdded is the share of transfers by which such a database may have grown when a
	// round begins.
	mostAdded = 0.1
	// middles is how many pages in the middle of a history are read.
	middles = 50
	// warmUp is how long a new server is asked, by all clients, before it is measured.
	warmUp = 300 * time.Millisecond
)

// bank is one of a size.
type bank struct {
	size     Size
	ground   *ground.Ground
	history  *history
	payers   []workload.Account // of the measured transfers: all but the regulars
	database string
	template string // what it is a copy of; empty if it is none
	side     *ground.Side
	cursors  []cursor
	result   SizeResult
}

func newBank(g *ground.Ground, size Size) *bank {
	b := &bank{size: size, ground: g, database: fmt.Sprintf("%d transfers %d accounts", size.Transfers, size.Accounts)}
	if size.Transfers <= mostCopied {
		b.template = b.database + " seeded"
	}
	b.result.Size = size
	return b
}

// seeded is the database that is seeded.
func (b *bank) seeded() string { return cmp.Or(b.template, b.database) }

// findCursors asks the bank for pages in the middle of the merchant's history, so as to
// have the cursors of those after them.
func (b *bank) findCursors(ctx context.Context, r *rand.Rand) error {
	for range middles {
		to := moment(b.history.middleMark(r).at)
		next, err := b.nextCursor(ctx, to)
		if err != nil {
			return fmt.Errorf("ask for a page in the middle: %w", err)
		}
		b.cursors = append(b.cursors, cursor{to: to, cursor: next})
	}
	return nil
}

func (b *bank) nextCursor(ctx context.Context, to string) (_ string, err error) {
	merchant := b.history.theMerchant()
	path := "http://" + b.side.Address + account(merchant, "/entries?"+url.Values{"to": {to}}.Encode())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+merchant.Token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	var page struct {
		NextCursor string `json:"next_cursor"`
	}
	if err := json.Unmarshal(body, &page); err != nil || page.NextCursor == "" {
		return "", fmt.Errorf("no next_cursor in the answer %d %.300s: %w", response.StatusCode, body, err)
	}
	return page.NextCursor, nil
}

// open starts the server, and makes the database if it is a copy.
func (b *bank) open(ctx context.Context, clients int) error {
	if b.template != "" {
		if err := b.ground.Copy(ctx, b.database, b.template); err != nil {
			return err
		}
	}
	var err error
	if b.side, err = b.ground.Open(ctx, b.database, ground.Setup{}); err != nil {
		return err
	}
	_, err = b.read(ctx, reads[0], clients, warmUp, 0, 1)
	return err
}

// renew begins with a new copy if there is one and it has grown.
func (b *bank) renew(ctx context.Context, clients int) error {
	if b.template == "" || float64(b.side.Acknowledged()) <= mostAdded*float64(b.size.Transfers) {
		return nil
	}
	found, err := b.side.Check(ctx)
	if err != nil {
		return err
	}
	b.result.add(b.side, found)
	if err := b.close(); err != nil {
		return err
	}
	if err := b.ground.Drop(ctx, b.database); err != nil {
		return err
	}
	return b.open(ctx, clients)
}

func (b *bank) close() error {
	if b.side == nil {
		return nil
	}
	err := b.side.Close()
	b.side = nil
	return err
}

// remove stops the server, and drops the databases.
func (b *bank) remove(ctx context.Context) error {
	err := errors.Join(b.close(), b.ground.Drop(ctx, b.database))
	if b.template != "" {
		err = errors.Join(err, b.ground.Drop(ctx, b.template))
	}
	return err
}

// read measures a read. The requests of the same run are the same for a size.
func (b *bank) read(ctx context.Context, one read, clients int, duration time.Duration, run uint64, lines int) (load.Measurement, error) {
	m, err := load.Closed(ctx, b.side.Address, clients, duration, func(client int) load.Stream {
		return stream{read: one, source: &source{
			history: b.history, lines: lines, cursors: b.cursors, random: rand.New(rand.NewPCG(run, uint64(client))),
		}}
	})
	if err != nil {
		return load.Measurement{}, b.side.Explain(err)
	}
	b.side.Remember(m)
	return m, nil
}

// transfers measures transfers between random accounts, and waits until the log has them.
func (b *bank) transfers(ctx context.Context, clients int, duration time.Duration, run uint64) (load.Measurement, error) {
	m, err := load.Closed(ctx, b.side.Address, clients, duration, func(client int) load.Stream {
		return workload.All[0].Stream(b.payers, run, uint64(client))
	})
	if err != nil {
		return load.Measurement{}, b.side.Explain(err)
	}
	b.side.Remember(m)
	if _, err := b.side.Settle(ctx); err != nil {
		return load.Measurement{}, b.side.Explain(err)
	}
	return m, nil
}
