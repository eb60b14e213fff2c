package ground

import (
	"context"
	"fmt"
	"runtime"

	"example.com/simplebank/tools/bench/bank"
)

// Machine is what the bank ran on.
type Machine struct {
	Processors       int               `json:"processors"`
	OS               string            `json:"os"`
	Architecture     string            `json:"architecture"`
	PostgreSQL       string            `json:"postgresql"`
	DatabaseSettings map[string]string `json:"database_settings"`
	Bank             bank.Build        `json:"bank"`
}

// told are the settings of PostgreSQL that matter for figures, and those that would make
// them worthless.
var told = []string{
	"fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "wal_level",
	"shared_buffers", "huge_pages", "max_wal_size", "checkpoint_timeout", "max_connections", "autovacuum", "jit",
}

// Machine tells what everything runs on.
func (g *Ground) Machine(ctx context.Context) (Machine, error) {
	m := Machine{
		Processors: runtime.NumCPU(), OS: runtime.GOOS, Architecture: runtime.GOARCH,
		DatabaseSettings: map[string]string{},
	}
	var err error
	if m.Bank, err = g.program.Build(ctx); err != nil {
		return Machine{}, err
	}
	if err := g.admin.QueryRowContext(ctx, "SHOW server_version").Scan(&m.PostgreSQL); err != nil {
		return Machine{}, fmt.Errorf("read the version of PostgreSQL: %w", err)
	}
	for _, name := range told {
		var value string
		if err := g.admin.QueryRowContext(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return Machine{}, fmt.Errorf("read the setting %s of PostgreSQL: %w", name, err)
		}
		m.DatabaseSettings[name] = value
	}
	return m, nil
}
