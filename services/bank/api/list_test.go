package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
)

type line struct {
	ID             int64     `json:"id"`
	AccountID      int64     `json:"account_id"`
	TransferID     int64     `json:"transfer_id"`
	CounterpartyID int64     `json:"counterparty_account_id"`
	Amount         int64     `json:"amount"`
	Balance        int64     `json:"balance"`
	Reference      string    `json:"reference"`
	CreatedAt      time.Time `json:"created_at"`
}

type entries struct {
	Entries    []line `json:"entries"`
	NextCursor string `json:"next_cursor"`
}

type transfers struct {
	Transfers  []transfer `json:"transfers"`
	NextCursor string     `json:"next_cursor"`
}

// move transfers from alice to bob and returns the posting.
func (b bank) move(t *testing.T, amount int64, reference string) posting {
	t.Helper()
	return banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order().with("amount", amount).with("reference", reference)))
}

func TestEntries(t *testing.T) {
	b := newBank(t)
	var want []line
	for i := range int64(5) {
		p := b.move(t, i+1, "r")
		want = append([]line{{
			ID: p.ToEntry.ID, AccountID: b.to.ID, TransferID: p.Transfer.ID, CounterpartyID: b.from.ID,
			Amount: i + 1, Balance: p.ToAccount.Balance, Reference: "r", CreatedAt: p.Transfer.CreatedAt,
		}}, want...)
	}
	path := "/accounts/" + id(b.to.ID) + "/entries"
	if diff := cmp.Diff(entries{Entries: want}, banktest.Decode[entries](t, b.bob.Get(t, path))); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	// What the other side sees, with its first entry, of cash.
	other := banktest.Decode[entries](t, b.alice.Get(t, "/accounts/"+id(b.from.ID)+"/entries")).Entries
	if len(other) != 6 || other[0].Amount != -5 || other[0].CounterpartyID != b.to.ID || other[0].Balance != 10000-15 || other[5].Balance != 10000 {
		t.Errorf("entries of the source: %+v", other)
	}

	query := func(values ...string) string {
		q := url.Values{}
		for i := 0; i < len(values); i += 2 {
			q.Set(values[i], values[i+1])
		}
		return path + "?" + q.Encode()
	}
	local := func(at time.Time) string { return at.In(time.FixedZone("", 7200)).Format(time.RFC3339Nano) }
	for name, tt := range map[string]struct {
		path string
		want []line
	}{
		"amounts": {query("min_amount", "2", "max_amount", "3"), want[2:4]},
		"period":  {query("from", local(want[3].CreatedAt), "to", local(want[1].CreatedAt)), want[2:4]},
		"future":  {query("from", "9999-12-31T23:59:59Z"), []line{}},
		"past":    {query("to", "1000-01-01T00:00:00Z"), []line{}},
	} {
		if diff := cmp.Diff(tt.want, banktest.Decode[entries](t, b.bob.Get(t, tt.path)).Entries); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	b.alice.Get(t, path).WantRefusal(t, http.StatusUnauthorized, "not_owner")
	b.alice.Get(t, "/accounts/999/entries").WantRefusal(t, http.StatusNotFound, "account_not_found")
	b.alice.Get(t, "/accounts/1/entries").WantRefusal(t, http.StatusNotFound, "account_not_found")
	b.alice.Get(t, "/accounts/x/entries").WantRefusal(t, http.StatusBadRequest, "invalid_argument", "account id")
}

// TestPages goes from one replica to another with a cursor, while entries are
// added.
func TestPages(t *testing.T) {
	b := newBank(t)
	replica := banktest.Start(t, "DB_SOURCE="+b.Source)
	there := replica.Client()
	there.Token = b.bob.Token
	var all []int64
	for range 7 {
		all = append([]int64{b.move(t, 1, "").Transfer.ID}, all...)
	}
	path := "/accounts/" + id(b.to.ID) + "/entries?max_amount=5&limit=3"
	page := banktest.Decode[entries](t, b.bob.Get(t, path))
	got := page.Entries
	for i, client := range []banktest.Client{there, b.bob} {
		b.move(t, 1, "later")
		if page.NextCursor == "" {
			t.Fatalf("no cursor after page %d", i+1)
		}
		page = banktest.Decode[entries](t, client.Get(t, path+"&cursor="+page.NextCursor))
		got = append(got, page.Entries...)
	}
	var ids []int64
	for _, l := range got {
		ids = append(ids, l.TransferID)
	}
	if diff := cmp.Diff(all, ids); diff != "" || page.NextCursor != "" {
		t.Errorf("transfers in pages, %q after the last (-want +got):\n%s", page.NextCursor, diff)
	}

	// As many as fit are a page without a next one.
	if page := banktest.Decode[entries](t, b.bob.Get(t, strings.Replace(path, "limit=3", "limit=9", 1))); len(page.Entries) != 9 || page.NextCursor != "" {
		t.Errorf("%d entries and %q", len(page.Entries), page.NextCursor)
	}
	cursor := banktest.Decode[entries](t, b.bob.Get(t, path)).NextCursor
	with := func(path string) banktest.Answer { return there.Get(t, path+"&cursor="+url.QueryEscape(cursor)) }
	if page := banktest.Decode[entries](t, with(strings.Replace(path, "limit=3", "limit=1", 1))); len(page.Entries) != 1 {
		t.Errorf("with another limit: %+v", page)
	}
	// Another way to write the same filter.
	there.Undocumented = true
	if page := banktest.Decode[entries](t, with(strings.Replace(path, "max_amount=5", "max_amount=05", 1))); len(page.Entries) != 3 {
		t.Errorf("with 05 for 5: %+v", page)
	}
	for _, other := range []string{
		"/accounts/" + id(b.to.ID) + "/entries?limit=3",
		strings.Replace(path, "max_amount=5", "max_amount=6", 1),
		strings.Replace(path, "max_amount=5", "min_amount=5", 1),
		path + "&from=2026-01-01T00:00:00Z",
		"/transfers?max_amount=5&limit=3&account_id=" + id(b.to.ID),
	} {
		with(other).WantRefusal(t, http.StatusBadRequest, "invalid_argument", "cursor is of another query")
	}
	for _, garbled := range []string{cursor[1:], cursor + "A", cursor + "\n", "", "\x00", strings.ToLower(cursor)} {
		cursor = garbled
		with(path).WantRefusal(t, http.StatusBadRequest, "invalid_argument", "cursor must be a next_cursor")
	}
}

func TestTransfers(t *testing.T) {
	b := newBank(t)
	auditor := b.NewUser(t, "auditor")
	b.SetRole(t, "auditor", identity.Auditor)
	first, second := b.move(t, 100, "rent").Transfer, b.move(t, 200, "").Transfer
	elsewhere := banktest.Decode[posting](t, b.deposit(t, b.euros, 5)).Transfer
	cash := banktest.Decode[transfers](t, auditor.Get(t, "/transfers?max_amount=10000&min_amount=10000")).Transfers[0]

	auditor.Header = http.Header{"X-Request-Id": {"listing"}}
	for name, tt := range map[string]struct {
		client banktest.Client
		query  string
		want   []transfer
	}{
		"all of alice":         {b.alice, "", []transfer{elsewhere, second, first, cash}},
		"all of bob":           {b.bob, "", []transfer{second, first}},
		"an account of alice":  {b.alice, "?account_id=" + id(b.euros.ID), []transfer{elsewhere}},
		"with a reference":     {b.bob, "?reference=rent", []transfer{first}},
		"of an amount":         {b.bob, "?min_amount=101", []transfer{second}},
		"of none":              {b.NewUser(t, "carol"), "", []transfer{}},
		"all, for an auditor":  {auditor, "?limit=3", []transfer{elsewhere, second, first}},
		"bob's, for a banker":  {b.banker, "?account_id=" + id(b.to.ID), []transfer{second, first}},
		"rent, for an auditor": {auditor, "?reference=rent", []transfer{first}},
	} {
		got := banktest.Decode[transfers](t, tt.client.Get(t, "/transfers"+tt.query))
		if diff := cmp.Diff(tt.want, got.Transfers); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	at := func(when time.Time) string { return when.Format(time.RFC3339Nano) }
	page := banktest.Decode[transfers](t, b.bob.Get(t, "/transfers?limit=1&from="+at(first.CreatedAt)+"&to="+at(second.CreatedAt.Add(time.Microsecond))))
	if diff := cmp.Diff([]transfer{second}, page.Transfers); diff != "" {
		t.Errorf("first page (-want +got):\n%s", diff)
	}
	next := "/transfers?from=" + at(first.CreatedAt) + "&to=" + at(second.CreatedAt.Add(time.Microsecond)) + "&cursor=" + page.NextCursor
	if diff := cmp.Diff(transfers{Transfers: []transfer{first}}, banktest.Decode[transfers](t, b.bob.Get(t, next))); diff != "" {
		t.Errorf("second page (-want +got):\n%s", diff)
	}
	b.bob.Get(t, "/transfers?account_id="+id(b.from.ID)).WantRefusal(t, http.StatusUnauthorized, "not_owner")
	b.alice.Get(t, "/transfers?account_id=999").WantRefusal(t, http.StatusNotFound, "account_not_found")
	b.banker.Get(t, "/transfers?account_id=1").WantRefusal(t, http.StatusNotFound, "account_not_found")

	// One act for each account that a page showed, and one for an account that was
	// asked for.
	auditor.Header = nil
	log := banktest.Decode[acts](t, auditor.Get(t, "/audit-log?username=auditor"))
	shown := map[int64]int{}
	for _, act := range log.Acts {
		if act.RequestID == "listing" {
			shown[act.AccountID]++
		}
	}
	if diff := cmp.Diff(map[int64]int{b.euros.ID: 1, b.from.ID: 2, b.to.ID: 2}, shown); diff != "" {
		t.Errorf("acts on accounts (-want +got):\n%s", diff)
	}
	log = banktest.Decode[acts](t, auditor.Get(t, "/audit-log?username=banker&limit=1"))
	if len(log.Acts) != 1 || log.Acts[0].Action != "read" || log.Acts[0].AccountID != b.to.ID {
		t.Errorf("the banker's last act: %+v", log.Acts)
	}
}

// TestPendingTransfersListed is of transfers of each status, among those that are
// booked.
func TestPendingTransfersListed(t *testing.T) {
	b := newBank(t)
	auditor := b.NewUser(t, "auditor")
	b.SetRole(t, "auditor", identity.Auditor)
	reserve := func(amount int64, expiresIn string) transfer {
		t.Helper()
		body := b.order().with("amount", amount).with("pending", true).with("expires_in", expiresIn).with("reference", "r")
		return banktest.Decode[hold](t, b.alice.Post(t, "/transfers", body)).Transfer
	}
	late, posted, voided, open := reserve(1, "1s"), reserve(20, "15m"), reserve(3, "15m"), reserve(4, "15m")
	booked := b.move(t, 5, "").Transfer
	by := banktest.Decode[posting](t, b.alice.Post(t, transferPath(posted)+"/post", object{"amount": 6})).Transfer
	banktest.Decode[hold](t, b.bob.Post(t, transferPath(voided)+"/void", ""))
	time.Sleep(time.Until(late.ExpiresAt) + 10*time.Millisecond)
	for _, ended := range []*transfer{&late, &posted, &voided} {
		*ended = banktest.Decode[transfer](t, b.bob.Get(t, transferPath(*ended)))
	}
	if late.Status != "expired" || posted.PostedTransferID != by.ID || voided.Status != "voided" {
		t.Fatalf("ended: %+v, %+v, %+v", late, posted, voided)
	}

	between := "account_id=" + id(b.to.ID)
	for name, tt := range map[string]struct {
		client banktest.Client
		query  string
		want   []transfer
	}{
		"the recipient's":     {b.bob, "", []transfer{by, booked, open, voided, posted, late}},
		"of the recipient's":  {b.bob, between, []transfer{by, booked, open, voided, posted, late}},
		"the payer's":         {b.alice, "limit=6", []transfer{by, booked, open, voided, posted, late}},
		"all":                 {auditor, "limit=6", []transfer{by, booked, open, voided, posted, late}},
		"pending":             {b.bob, "status=pending", []transfer{open}},
		"posted":              {b.bob, "status=posted", []transfer{posted}},
		"voided":              {b.bob, "status=voided", []transfer{voided}},
		"expired":             {b.bob, "status=expired", []transfer{late}},
		"booked":              {b.bob, "status=booked", []transfer{by, booked}},
		"pending, of all":     {auditor, "status=pending", []transfer{open}},
		"expired, of all":     {auditor, "status=expired", []transfer{late}},
		"booked, of payer":    {b.alice, "status=booked&max_amount=100&account_id=" + id(b.from.ID), []transfer{by, booked}},
		"of amounts":          {b.bob, "min_amount=3&max_amount=5", []transfer{booked, open, voided}},
		"a reference":         {b.bob, "reference=r", []transfer{by, open, voided, posted, late}},
		"expired, reference":  {b.bob, "reference=r&status=expired&" + between, []transfer{late}},
		"reference, of all":   {auditor, "reference=r&status=voided", []transfer{voided}},
		"a period":            {b.bob, "from=" + posted.CreatedAt.Format(time.RFC3339Nano) + "&to=" + booked.CreatedAt.Format(time.RFC3339Nano), []transfer{open, voided, posted}},
		"of somebody else":    {b.NewUser(t, "carol"), "", []transfer{}},
		"of another currency": {b.alice, "account_id=" + id(b.euros.ID), []transfer{}},
	} {
		got := banktest.Decode[transfers](t, tt.client.Get(t, "/transfers?"+tt.query))
		if diff := cmp.Diff(tt.want, got.Transfers); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	page := banktest.Decode[transfers](t, b.bob.Get(t, "/transfers?limit=1&status=booked"))
	for _, other := range []string{"/transfers?limit=1", "/transfers?limit=1&status=posted"} {
		b.bob.Get(t, strings.Replace(other, "?", "?cursor="+page.NextCursor+"&", 1)).
			WantRefusal(t, http.StatusBadRequest, "invalid_argument", "cursor is of another query")
	}
}

// TestPagesAtOneTime pages through transfers of both kinds that all have one time,
// so that only the ids tell which comes first.
func TestPagesAtOneTime(t *testing.T) {
	b := newBank(t)
	const pairs = 6
	var want []int64
	for range pairs {
		want = append([]int64{b.move(t, 1, "r").Transfer.ID}, want...)
		want = append([]int64{b.reserve(t, 1).ID}, want...)
	}
	// Without the triggers, which would not have it.
	conn, err := b.DB(t).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range []string{
		"SET session_replication_role = replica",
		"UPDATE transfers SET created_at = '2026-01-02T00:00:00Z' WHERE reference = 'r'",
		"UPDATE entries SET created_at = '2026-01-02T00:00:00Z' WHERE transfer_id IN (SELECT id FROM transfers WHERE reference = 'r')",
		"UPDATE pending_transfers SET created_at = '2026-01-02T00:00:00Z', expires_at = '2026-01-03T00:00:00Z'",
	} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for name, query := range map[string]string{"owner": "", "account": "&account_id=" + id(b.to.ID)} {
		for _, limit := range []int{1, 5, 2 * pairs} {
			path := fmt.Sprintf("/transfers?limit=%d%s", limit, query)
			var got []int64
			for cursor := "-"; cursor != ""; {
				page := banktest.Decode[transfers](t, b.bob.Get(t, path+strings.TrimSuffix("&cursor="+cursor, "&cursor=-")))
				for _, one := range page.Transfers {
					got = append(got, one.ID)
				}
				cursor = page.NextCursor
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %d at a time (-want +got):\n%s", name, limit, diff)
			}
		}
	}
}

// TestQueriesRefused is of what all lists have in common.
func TestQueriesRefused(t *testing.T) {
	b := newBank(t)
	auditor := b.NewUser(t, "auditor")
	b.SetRole(t, "auditor", identity.Auditor)
	account := "/accounts/" + id(b.to.ID)
	period := "?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z"
	const aTime = "must be a time such as 2026-01-31T00:00:00Z"
	for _, tt := range []struct{ path, words string }{
		{"/transfers?limit=0", "limit must be between 1 and 100"},
		{"/transfers?limit=101", "limit must be between 1 and 100"},
		{"/transfers?limit=", "limit must be"},
		{"/transfers?limit=x", "limit must be"},
		{"/transfers?limit=99999999999999999999", "limit must be"},
		{account + "/entries?limit=0", "limit must be"},
		{"/audit-log?limit=0", "limit must be"},
		{"/transfers?account_id=0", "account_id must be a whole number above zero"},
		{"/transfers?account_id=", "account_id must be"},
		{"/audit-log?account_id=x", "account_id must be"},
		{"/audit-log?username=", "username must be"},
		{"/audit-log?username=a%00", "username must be"},
		{"/transfers?min_amount=0", "min_amount must be a whole number of minor units above zero"},
		{"/transfers?max_amount=-1", "max_amount must be"},
		{"/transfers?max_amount=9223372036854775808", "max_amount must be"},
		{"/transfers?min_amount=2&max_amount=1", "min_amount must be at most max_amount"},
		{account + "/entries?min_amount=1.5", "min_amount must be"},
		{"/transfers?reference=", "reference must be 1 to 140 characters"},
		{"/transfers?reference=%00", "reference must be"},
		{"/transfers?reference=%ff", "reference must be"},
		{"/transfers?reference=" + strings.Repeat("x", 141), "reference must be"},
		{"/transfers?status=", "status must be booked, pending, posted, voided or expired"},
		{"/transfers?status=Booked", "status must be"},
		{"/transfers?reference=%zz", "the query must be"},
		{"/transfers?limit=1;limit=2", "the query must be"},
		{"/transfers?limit=1&limit=zz", `the query has "limit" more than once`},
		{"/transfers?refrence=x", `the query has the unknown name "refrence"; accepted are `},
		{"/accounts?page_id=1&page_size=5&x=", `accepted are page_id, page_size, owner`},
		{account + "/entries?status=booked", `the query has the unknown name "status"`},
		{account + "/balance?to=2026-01-01T00:00:00Z", `accepted are at`},
		{account + "/statement.csv" + period + "&limit=1", `accepted are from, to`},
		{"/audit-log?user=alice", `the query has the unknown name "user"`},
		{"/transfers?x&x", `the query has "x" more than once`},
		{account + "/entries?cursor=a&cursor=b", `the query has "cursor" more than once`},
		{account + "/balance?at=2026-01-01T00:00:00Z&at=2026-01-01T00:00:00Z", `the query has "at" more than once`},
		{account + "/balance?at=%zz", "the query must be"},
		{account + "/statement.csv" + period + "&from=2026-01-01T00:00:00Z", `the query has "from" more than once`},
		{"/audit-log?username=alice&username=bob", `the query has "username" more than once`},
		{"/transfers?from=yesterday", "from " + aTime},
		{"/transfers?from=", "from " + aTime},
		{"/transfers?from=2026-01-01", "from " + aTime},
		{"/transfers?from=2026-01-01T00:00:00+02:00", "%2B"}, // where + is a space
		{"/transfers?to=0000-01-01T00:00:00Z", "to " + aTime},
		{"/transfers?to=0001-01-01T00:00:00Z", "to " + aTime},
		{"/transfers?to=10000-01-01T00:00:00Z", "to " + aTime},
		{"/transfers?to=9999-12-31T23:59:59-01:00", "to " + aTime},
		{"/transfers?to=2026-13-01T00:00:00Z", "to " + aTime},
		{"/transfers?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from must be before to"},
		{"/audit-log?from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from must be before to"},
		{account + "/balance?at=now", "at " + aTime},
		{account + "/balance?at=0000-01-01T00:00:00Z", "at " + aTime},
		{account + "/balance?at=9999-01-01T00:00:00Z", "at must not be in the future"},
		{account + "/statement.csv", "from " + aTime},
		{account + "/statement.csv?from=2026-01-01T00:00:00Z", "to " + aTime},
		{account + "/statement.csv" + strings.Replace(period, "2026-02", "2025-02", 1), "from must be before to"},
		{account + "/statement.csv" + strings.Replace(period, "2026-02", "9999-02", 1), "to must not be in the future"},
		{"/accounts/0/statement.csv" + period, "account id must be"},
	} {
		auditor.Get(t, tt.path).WantRefusal(t, http.StatusBadRequest, "invalid_argument", tt.words)
	}
}
