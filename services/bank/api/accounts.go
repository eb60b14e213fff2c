package api

import (
	"math"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

type createAccountRequest struct {
	Currency string `json:"currency"`
}

// check leaves the currency to be parsed by whoever uses it.
func (createAccountRequest) check() error { return nil }

type accountResponse struct {
	ID        int64          `json:"id"`
	Owner     string         `json:"owner"`
	Balance   money.Amount   `json:"balance"`
	Available money.Amount   `json:"available"` // less where pending transfers reserve some
	Currency  money.Currency `json:"currency"`
	CreatedAt time.Time      `json:"created_at"`
}

func newAccountResponse(a ledger.Account) accountResponse {
	return accountResponse{
		ID:        a.ID,
		Owner:     a.Owner,
		Balance:   a.Balance,
		Available: a.Available(),
		Currency:  a.Currency,
		CreatedAt: a.CreatedAt,
	}
}

func (a *API) createAccount(c *gin.Context) (accountResponse, error) {
	request, err := decode[createAccountRequest](c)
	if err != nil {
		return accountResponse{}, err
	}
	currency, err := money.ParseCurrency(request.Currency)
	if err != nil {
		return accountResponse{}, err
	}
	account, err := a.options.Store.CreateAccount(c.Request.Context(), username(c), currency)
	if err != nil {
		return accountResponse{}, err
	}
	return newAccountResponse(account), nil
}

func (a *API) getAccount(c *gin.Context) (accountResponse, error) {
	account, err := a.readableAccount(c)
	if err != nil {
		return accountResponse{}, err
	}
	return newAccountResponse(account), nil
}

// readableAccount returns the account in the path if the user may see it, and
// leaves it to the audit log where that is for their role only.
func (a *API) readableAccount(c *gin.Context) (ledger.Account, error) {
	id, err := accountID(c)
	if err != nil {
		return ledger.Account{}, err
	}
	return a.readable(c, id)
}

// readable is [API.readableAccount] for an account that is not in the path.
func (a *API) readable(c *gin.Context, id int64) (ledger.Account, error) {
	account, err := a.options.Store.Account(c.Request.Context(), id)
	if err != nil {
		return ledger.Account{}, err
	}
	if account.Owner != username(c) && !role(c).ReadsAny() {
		return ledger.Account{}, fault.New(fault.NotOwner, "account %d is not yours", id)
	}
	if err := a.store(c).RecordRead(c.Request.Context(), account); err != nil {
		return ledger.Account{}, err
	}
	return account, nil
}

func (a *API) listAccounts(c *gin.Context) ([]accountResponse, error) {
	q := readQuery(c)
	pageID := q.requiredNumber("page_id", 1, math.MaxInt32)
	pageSize := q.requiredNumber("page_size", 5, 10)
	owner := q.owner(username(c))
	if err := q.check(); err != nil {
		return nil, err
	}
	if owner != username(c) && !role(c).ReadsAny() {
		return nil, fault.New(fault.RoleRequired, "only a %s or an %s may list the accounts of others", identity.Banker, identity.Auditor)
	}
	accounts, err := a.options.Store.Accounts(c.Request.Context(), owner, pageSize, (pageID-1)*pageSize)
	if err != nil {
		return nil, err
	}
	responses := []accountResponse{} // an empty list is [] in JSON, not null
	for _, account := range accounts {
		if err := a.store(c).RecordRead(c.Request.Context(), account); err != nil {
			return nil, err
		}
		responses = append(responses, newAccountResponse(account))
	}
	return responses, nil
}

// accountID returns the id in the path, or a fault.InvalidArgument error.
func accountID(c *gin.Context) (int64, error) { return pathID(c, "the account id") }

// transferID is accountID of a transfer.
func transferID(c *gin.Context) (int64, error) { return pathID(c, "the transfer id") }

// pathID returns the id in the path, or a fault.InvalidArgument error that calls
// it by the name given.
func pathID(c *gin.Context, name string) (int64, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, invalid(name, idAccepts)
	}
	return id, nil
}
