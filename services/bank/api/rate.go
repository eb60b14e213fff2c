package api

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ratelimit"
)

// maxLimitedKeys is how many users or addresses each limiter remembers: some 10 MB.
const maxLimitedKeys = 1 << 16

// Limits is how often callers may do what costs much, or what is worth a guess.
// Each process has its own count: callers of several replicas may do it as many
// times more often.
type Limits struct {
	LoginsByUser    ratelimit.Rate // and changes of a password: whatever tries one
	LoginsByAddress ratelimit.Rate // and new users: whatever hashes a password
	WritesByUser    ratelimit.Rate
	WritesByAddress ratelimit.Rate
}

type limiters struct{ loginsByUser, loginsByAddress, writesByUser, writesByAddress *ratelimit.Limiter }

func newLimiters(l Limits) limiters {
	limiter := func(rate ratelimit.Rate) *ratelimit.Limiter {
		return ratelimit.New(rate, maxLimitedKeys, time.Now)
	}
	return limiters{
		loginsByUser:    limiter(l.LoginsByUser),
		loginsByAddress: limiter(l.LoginsByAddress),
		writesByUser:    limiter(l.WritesByUser),
		writesByAddress: limiter(l.WritesByAddress),
	}
}

// take returns an error, and tells the caller when to come again, if the key has
// used up what the limiter allows.
func take(c *gin.Context, limiter *ratelimit.Limiter, key string) error {
	wait := limiter.Take(key)
	if wait == 0 {
		return nil
	}
	seconds := int64(math.Ceil(wait.Seconds()))
	c.Header("Retry-After", strconv.FormatInt(seconds, 10))
	return fault.New(codeTooManyRequests, "too many requests: try again in %d s", seconds)
}

func (a *API) limitLoginsByAddress(c *gin.Context) {
	if err := take(c, a.limiters.loginsByAddress, limitedNetwork(a.clientAddress(c))); err != nil {
		fail(c, err)
	}
}

func (a *API) limitWritesByAddress(c *gin.Context) {
	if !writes(c) {
		return
	}
	if err := take(c, a.limiters.writesByAddress, limitedNetwork(a.clientAddress(c))); err != nil {
		fail(c, err)
	}
}

func (a *API) limitWritesByUser(c *gin.Context) {
	if !writes(c) {
		return
	}
	if err := take(c, a.limiters.writesByUser, username(c)); err != nil {
		fail(c, err)
	}
}

func writes(c *gin.Context) bool {
	return c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead
}
