package throwaway

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
	// Not on a command line, which all users of the machine can see.
	passfile := filepath.Join(standby.dir, "pgpass")
	if err := os.WriteFile(passfile, []byte("*:*:*:*:"+c.password+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("write password file: %w", err)
	}
	if err := user.own(standby.dir, passfile); err != nil {
		return nil, err
	}
	primary := fmt.Sprintf("host=127.0.0.1 port=%d user=%s passfile=%s", c.port, superuser, passfile)
	backup := []string{"--pgdata=" + standby.data(), "--dbname=" + primary, "--write-recovery-conf", "--checkpoint=fast"}
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
