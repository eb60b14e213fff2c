// Package api serves the bank over HTTP as JSON: one file a resource.
//
// Every error is {"error", "code", "request_id"}: a text for people, a code for
// programs, and the id under which the request is in the log.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/token"
	"example.com/simplebank/services/bank/console"
	"example.com/simplebank/services/bank/metrics"
	"example.com/simplebank/services/bank/sequencer"
)

// Options is what an API needs. All fields are required, but for
// limits: none is without limit.
type Options struct {
	Store           *postgres.Store
	Transfer        func(context.Context, postgres.TransferRequest) (postgres.Answer, error)
	Ledger          *sequencer.Sequencer
	RequestTimeout  time.Duration // bounds the work on one request
	TokenKey        token.Key
	AccessLifetime  time.Duration
	RefreshLifetime time.Duration
	Limits          Limits
	TrustedProxies  []netip.Prefix // whose X-Forwarded-For is believed; may be none
	Log             *slog.Logger
	Metrics         *metrics.Metrics
	Console         *console.Console
}

// API is the bank's HTTP handler.
type API struct {
	options      Options
	limiters     limiters
	accessTokens *token.Verifier
	handler      http.Handler
	draining     atomic.Bool
}

// readMethods has HEAD too, which some load balancers and monitors ask with.
var readMethods = []string{http.MethodGet, http.MethodHead}

// New returns the API.
func New(options Options) *API {
	a := &API{options: options, limiters: newLimiters(options.Limits), accessTokens: token.NewVerifier(options.TokenKey)}

	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.Use(noSniff, a.measure, a.logRequest, a.limitTime, limitBody, a.recoverPanic)
	r.NoRoute(handle(noRoute))
	r.NoMethod(handle(noMethod))

	r.Match(readMethods, "/healthz", handle(a.alive))
	r.Match(readMethods, "/readyz", handle(a.ready))
	for _, path := range options.Console.Paths() {
		r.Match(readMethods, path, gin.WrapH(options.Console))
	}
	r.GET("/ledger/checkpoint", a.checkpoint)
	r.POST("/users", a.limitLoginsByAddress, handle(a.createUser))
	r.POST("/users/login", noStore, a.limitLoginsByAddress, handle(a.login))
	r.POST("/tokens/renew_access", noStore, a.limitWritesByAddress, handle(a.renewAccess))

	serveDocs(r)

	authorized := r.Group("/", a.limitWritesByAddress, a.authenticate, a.limitWritesByUser)
	authorized.POST("/users/password", a.limitLoginsByAddress, handle(a.changePassword))
	authorized.GET("/sessions", handle(a.listSessions))
	authorized.DELETE("/sessions", handle(a.endOtherSessions))
	authorized.DELETE("/sessions/:id", handle(a.endSession))
	authorized.POST("/accounts", handle(a.createAccount))
	authorized.GET("/accounts", handle(a.listAccounts))
	authorized.GET("/accounts/:id", handle(a.getAccount))
	authorized.GET("/accounts/:id/balance", handle(a.balanceAt))
	authorized.GET("/accounts/:id/entries", handle(a.listEntries))
	authorized.GET("/accounts/:id/statement.csv", noStore, a.statement)
	authorized.POST("/accounts/:id/deposits", a.countTransfer("deposit"), handleMove(a, a.deposit))
	authorized.POST("/accounts/:id/withdrawals", a.countTransfer("withdrawal"), handleMove(a, a.withdraw))
	authorized.GET("/transfers", handle(a.listTransfers))
	authorized.POST("/transfers", a.countTransfer("transfer"), a.createTransfer)
	authorized.GET("/transfers/:id", handle(a.getTransfer))
	authorized.POST("/transfers/:id/post", a.countTransfer("post"), handleMove(a, a.post))
	authorized.POST("/transfers/:id/void", a.countTransfer("void"), handleMove(a, a.void))
	authorized.POST(batchPath, a.countTransfer("batch"), handleMove(a, a.transferAll))
	authorized.POST("/transfers/:id/reverse", a.countTransfer("reversal"), handleMove(a, a.reverse))
	authorized.GET("/transfers/:id/receipt", a.receipt)
	authorized.GET("/audit-log", handle(a.listActs))

	a.handler = r
	return a
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// Drain makes the API report that it is not ready, so that load balancers send
// no more requests. Those that come all the same are served.
func (a *API) Drain() { a.draining.Store(true) }

// handle makes a gin handler of a function that returns the body of a 200
// answer or an error.
func handle[T any](serve func(*gin.Context) (T, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		body, err := serve(c)
		if err != nil {
			fail(c, err)
			return
		}
		encoded, err := encodeAnswer(body)
		if err != nil {
			fail(c, err)
			return
		}
		c.Data(http.StatusOK, contentTypeJSON, encoded)
	}
}
