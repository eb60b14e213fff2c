package fault

// Code names one kind of domain error. It is part of the public contract: a
// code, once released, keeps its spelling and its meaning. A Code is itself an
// error, so that errors.Is(err, fault.AccountNotFound) works.
type Code string

// The codes, by subject.
const (
	InvalidArgument Code = "invalid_argument" // a value is out of the accepted range

	UsernameTaken Code = "username_taken"
	EmailTaken    Code = "email_taken"
	UserNotFound  Code = "user_not_found"

	BadCredentials  Code = "bad_credentials"   // unknown user or wrong password
	WrongPassword   Code = "wrong_password"    // the user is known, but does not show their password
	InvalidToken    Code = "invalid_token"     // missing, malformed, forged, expired or of the wrong kind
	SessionInvalid  Code = "session_invalid"   // unknown, ended, expired or somebody else's
	SessionNotFound Code = "session_not_found" // the user has no such session
	RoleRequired    Code = "role_required"     // the user may not do this at all
	NotOwner        Code = "not_owner"         // the account is somebody else's

	AccountNotFound   Code = "account_not_found"
	AccountExists     Code = "account_exists" // the owner has one in this currency
	UnknownCurrency   Code = "unknown_currency"
	CurrencyMismatch  Code = "currency_mismatch"
	SameAccount       Code = "same_account"
	InsufficientFunds Code = "insufficient_funds"
	BalanceOverflow   Code = "balance_overflow" // a balance would leave the range of int64

	TransferNotFound Code = "transfer_not_found"
	AlreadyReversed  Code = "already_reversed"
	NotReversible    Code = "not_reversible" // by what it is
	NotPending       Code = "not_pending"    // but booked
	AlreadyPosted    Code = "already_posted"
	AlreadyVoided    Code = "already_voided"
	PendingExpired   Code = "pending_expired"
	ExceedsReserved  Code = "exceeds_reserved" // a posting of a pending transfer

	KeyReused       Code = "idempotency_key_reused" // for another request
	RequestInFlight Code = "request_in_flight"      // the same request is being carried out
)

// Codes returns every code of the table above.
func Codes() []Code {
	return []Code{
		InvalidArgument,
		UsernameTaken, EmailTaken, UserNotFound,
		BadCredentials, WrongPassword, InvalidToken, SessionInvalid, SessionNotFound, RoleRequired, NotOwner,
		AccountNotFound, AccountExists, UnknownCurrency, CurrencyMismatch,
		SameAccount, InsufficientFunds, BalanceOverflow,
		TransferNotFound, AlreadyReversed, NotReversible,
		NotPending, AlreadyPosted, AlreadyVoided, PendingExpired, ExceedsReserved,
		KeyReused, RequestInFlight,
	}
}

// Error returns the code itself.
func (c Code) Error() string { return string(c) }
