package ledger

import "example.com/simplebank/libs/money"

// Deposit returns the posting that brings cash into the account, out of the
// system account of its currency, which must be among accounts. The errors:
// fault.InvalidArgument, AccountNotFound, BalanceOverflow.
func Deposit(id int64, amount money.Amount, accounts Accounts) (Posting, error) {
	account, system, err := accounts.cash(id, amount)
	if err != nil {
		return Posting{}, err
	}
	return post(system, account, amount)
}

// Withdraw returns the posting that pays cash out of the account, into the
// system account of its currency, which must be among accounts. The errors:
// fault.InvalidArgument, AccountNotFound, InsufficientFunds, BalanceOverflow.
func Withdraw(id int64, amount money.Amount, accounts Accounts) (Posting, error) {
	account, system, err := accounts.cash(id, amount)
	if err != nil {
		return Posting{}, err
	}
	return post(account, system, amount)
}

// cash returns the two accounts between which a cash amount moves.
func (as Accounts) cash(id int64, amount money.Amount) (account, system Account, err error) {
	if err = CheckAmount(amount); err != nil {
		return Account{}, Account{}, err
	}
	if account, err = as.user(id); err != nil {
		return Account{}, Account{}, err
	}
	system, err = as.system(account.Currency)
	return account, system, err
}
