package migration_test

import (
	"os"
	"testing"

	"example.com/simplebank/libs/postgres/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }
