package api

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
)

// rowsAtOnce is how many rows of a statement are sent together.
const rowsAtOnce = 1000

// statement sends an account's statement of a period that is over, as CSV. What
// fails before the first rows are sent is answered as errors are; later, the
// answer is cut off.
func (a *API) statement(c *gin.Context) {
	err := a.sendStatement(c)
	switch {
	case err == nil:
	case c.Writer.Written():
		cutOff(c, err)
	default:
		fail(c, err)
	}
}

func (a *API) sendStatement(c *gin.Context) error {
	q := readQuery(c)
	period := q.requiredPeriod()
	if err := q.check(); err != nil {
		return err
	}
	account, err := a.readableAccount(c)
	if err != nil {
		return err
	}
	statement, lines, err := a.options.Store.Statement(c.Request.Context(), account.ID, period)
	if err != nil {
		return err
	}

	var buffer bytes.Buffer
	w := csv.NewWriter(&buffer)
	w.UseCRLF = true // RFC 4180
	send := func() error {
		w.Flush()
		if !c.Writer.Written() {
			c.Header("Content-Type", "text/csv; charset=utf-8; header=present")
			c.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="statement-%d-%s-%s-%s.csv"`,
				account.ID, account.Currency, fileTime(period.From), fileTime(period.To)))
		}
		if _, err := buffer.WriteTo(c.Writer); err != nil {
			return fault.During("send statement", err)
		}
		return nil
	}
	rows := 0
	for row, err := range statementRows(account.Currency, statement, lines) {
		if err != nil {
			return err
		}
		_ = w.Write(row) // a buffer takes all
		if rows++; rows%rowsAtOnce == 0 {
			if err := send(); err != nil {
				return err
			}
		}
	}
	return send()
}

// fileTime writes a time as names of files may have it.
func fileTime(t time.Time) string { return t.Format("20060102T150405Z") }
