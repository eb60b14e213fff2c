package books_test

import (
	"database/sql"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/token"
	"example.com/simplebank/tools/bench/books"
	"example.com/simplebank/tools/bench/workload"
)

func TestBook(t *testing.T) {
	const n = 2*books.GroupSize + 1
	source := postgrestest.New(t)
	var key token.Key
	if err := key.UnmarshalText([]byte("0123456789abcdef0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
	service := postgrestest.Service(t, source)
	accounts, err := books.Seed(t.Context(), service, 3, key)
	if err != nil {
		t.Fatal(err)
	}
	var groups []books.Group
	var sizes []int
	err = books.Book(t.Context(), service, accounts, n, func(k int) books.Booking {
		return books.Booking{From: 0, To: 1 + k%2, Amount: int64(k + 1), Reference: "rent"}
	}, func(g books.Group, bookings []books.Booking) {
		groups, sizes = append(groups, g), append(sizes, len(bookings))
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(groups) != 3 || sizes[0] != books.GroupSize || sizes[2] != 1 {
		t.Fatalf("groups of %d: %+v", sizes, groups)
	}
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var balance, transfers, foreign int64
	var last time.Time
	if err := db.QueryRow(`SELECT balance, last_transfer_at, (SELECT count(*) FROM transfers WHERE reference = 'rent'),
		(SELECT count(*) FROM row_digests WHERE written_by IS NOT NULL OR forged) FROM accounts WHERE id = $1`,
		accounts[0].ID).Scan(&balance, &last, &transfers, &foreign); err != nil {
		t.Fatal(err)
	}
	if balance != workload.Funds-n*(n+1)/2 || !last.Equal(groups[2].At) || transfers != n || foreign > 0 {
		t.Errorf("balance %d of %s after %d transfers, %d rows are not the service's", balance, last, transfers, foreign)
	}
	var lastID int64
	if err := db.QueryRow(`SELECT max(id) FROM transfers WHERE created_at = $1`, groups[1].At).Scan(&lastID); err != nil || lastID != groups[1].LastTransferID {
		t.Errorf("the last transfer of the group is %d, %v; told %d", lastID, err, groups[1].LastTransferID)
	}

	// Where there is less than is told the database refuses, and it is an error.
	err = books.Book(t.Context(), service, accounts, 1, func(int) books.Booking { return books.Booking{From: 0, To: 1, Amount: 1} },
		func(books.Group, []books.Booking) {})
	if err == nil {
		t.Error("transfers were added from a balance that accounts no longer have")
	}
}
