package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
)

type act struct {
	ID                int64     `json:"id"`
	Username          string    `json:"username"`
	Role              string    `json:"role"`
	Action            string    `json:"action"`
	AccountID         int64     `json:"account_id"`  // 0 if it is not there
	TransferID        int64     `json:"transfer_id"` // as this, and those below
	PendingTransferID int64     `json:"pending_transfer_id"`
	DatabaseRole      string    `json:"database_role"`
	RequestID         string    `json:"request_id"`
	CreatedAt         time.Time `json:"created_at"`
}

type acts struct {
	Acts       []act  `json:"acts"`
	NextCursor string `json:"next_cursor"`
}

func TestAuditLog(t *testing.T) {
	b := newBank(t)
	auditor := b.NewUser(t, "auditor")
	b.SetRole(t, "auditor", identity.Auditor)
	b.banker.Header = http.Header{"X-Request-Id": {"r1"}}
	auditor.Header = http.Header{"X-Request-Id": {"r2"}}
	path := "/accounts/" + id(b.to.ID)
	in := banktest.Decode[posting](t, b.deposit(t, b.to, 5))
	for _, read := range []string{"/entries", "/balance", "/statement.csv?from=2026-01-01T00:00:00Z&to=" + in.Transfer.CreatedAt.Format(time.RFC3339Nano)} {
		if a := auditor.Get(t, path+read); a.Status != http.StatusOK {
			t.Errorf("%s: %d %s", read, a.Status, a.Body)
		}
	}
	// What is refused shows nothing.
	auditor.Get(t, path+"/entries?limit=0").WantRefusal(t, http.StatusBadRequest, "invalid_argument")

	read := act{Username: "auditor", Role: "auditor", Action: "read", AccountID: b.to.ID, RequestID: "r2"}
	want := []act{read, read, read,
		{Username: "banker", Role: "banker", Action: "deposit", AccountID: b.to.ID, TransferID: in.Transfer.ID, RequestID: "r1"}}
	got := banktest.Decode[acts](t, auditor.Get(t, "/audit-log?account_id="+id(b.to.ID)))
	for i := range got.Acts {
		if !isRecent(got.Acts[i].CreatedAt) || got.Acts[i].ID < 1 {
			t.Errorf("act %+v", got.Acts[i])
		}
		got.Acts[i].ID, got.Acts[i].CreatedAt = 0, time.Time{}
	}
	if diff := cmp.Diff(acts{Acts: want}, got); diff != "" {
		t.Errorf("acts (-want +got):\n%s", diff)
	}

	page := banktest.Decode[acts](t, auditor.Get(t, "/audit-log?limit=2"))
	rest := banktest.Decode[acts](t, auditor.Get(t, "/audit-log?limit=5&cursor="+page.NextCursor))
	if len(page.Acts) != 2 || len(rest.Acts) != 5 || rest.NextCursor != "" { // with the deposit that b.from has its money from, and two roles
		t.Errorf("pages %+v and %+v", page, rest)
	}
	if none := banktest.Decode[acts](t, auditor.Get(t, "/audit-log?username=nobody")); none.Acts == nil || len(none.Acts) != 0 {
		t.Errorf("acts of nobody: %+v", none)
	}
	before := banktest.Decode[balance](t, b.alice.Get(t, "/accounts/"+id(b.from.ID)+"/balance")).At
	reserved := banktest.Decode[hold](t, b.banker.Post(t, "/transfers", b.order().with("pending", true))).Transfer
	period := "?from=" + before.Format(time.RFC3339Nano) + "&to=" + before.Add(time.Hour).Format(time.RFC3339Nano)
	reserve := banktest.Decode[acts](t, auditor.Get(t, "/audit-log"+period)).Acts
	if len(reserve) != 1 || reserve[0].Action != "reserve" || reserve[0].PendingTransferID != reserved.ID || reserve[0].TransferID != 0 {
		t.Errorf("acts %+v, want that of the pending transfer %d", reserve, reserved.ID)
	}
	for _, client := range []banktest.Client{b.alice, b.banker} {
		client.Get(t, "/audit-log").WantRefusal(t, http.StatusForbidden, "role_required", "auditor")
		client.Get(t, "/audit-log?limit=0").WantRefusal(t, http.StatusForbidden, "role_required")
	}
}
