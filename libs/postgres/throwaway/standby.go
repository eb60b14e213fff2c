package throwaway

import (
	"context"
	"errors"
	"fmt"
)

// StartStandby makes a cluster that follows this one by streaming replication, and can
// be read from, as hot standbys can; it returns when that is so. Whoever can log in here
// can there. Stop it before this one.
func (c *Cluster) StartStandby(ctx context.Context, options Options) (_ *Cluster, err error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	baseBackup, err := programs.baseBackup()
	if err != nil {
		return nil, err
	}
	user, err := runAs()
	if err != nil {
		return nil, err
	}
	standby, err := newCluster(options)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, standby.Stop())
		}
	}()
	standby.password = c.password
	if err := user.own(standby.dir); err != nil {
		return nil, err
	}
	backup := []string{"--pgdata=" + standby.data(), "--dbname=" + c.Source("postgres"), "--write-recovery-conf", "--checkpoint=fast"}
	if options.Unsafe {
		backup = append(backup, "--no-sync")
	}
	if err := runToEnd(ctx, user, standby.dir, baseBackup, backup...); err != nil {
		return nil, fmt.Errorf("copy cluster: %w", err)
	}
	if err := standby.serveOnFreePort(ctx, user, programs.postgres, options.settings()); err != nil {
		return nil, fmt.Errorf("start standby: %w", err)
	}
	return standby, nil
}
