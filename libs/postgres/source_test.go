package postgres_test

import (
	"testing"

	"github.com/lib/pq"

	"example.com/simplebank/libs/postgres"
)

func TestWithParameter(t *testing.T) {
	for _, source := range []string{
		"postgres://u:p%40ss@db.example.com:5433/bank?sslmode=disable",
		"postgresql://u:p%40ss@db.example.com:5433/bank?search_path=public&sslmode=disable",
		"host=db.example.com port=5433 dbname=bank user=u password='p@ss' sslmode=disable",
		"search_path='a, b' host=db.example.com port=5433 dbname=bank user=u password=p@ss sslmode=disable",
	} {
		with, err := postgres.WithParameter(source, "search_path", "other")
		if err != nil {
			t.Fatal(err)
		}
		c, err := pq.NewConfig(with)
		if err != nil || c.Runtime["search_path"] != "other" || c.Host != "db.example.com" || c.Port != 5433 ||
			c.Database != "bank" || c.User != "u" || c.Password != "p@ss" || c.SSLMode != pq.SSLModeDisable {
			t.Errorf("%s: %+v, %v", with, c, err)
		}
	}
	if with, err := postgres.WithParameter("postgres://u:hush@[", "search_path", "other"); err == nil || err.Error() != "the source is malformed" {
		t.Errorf("%q, %v", with, err)
	}
}
