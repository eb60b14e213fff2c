package transparency

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/money"
)

const (
	leafVersion = 1
	// timeLayout is to the microsecond, as the database keeps time.
	timeLayout = "2006-01-02T15:04:05.000000Z"
)

// Salt is random. Hashes of leaves are in the proofs of their neighbours: without
// a salt, whoever has one could try out what a neighbour's transfer may have been.
type Salt [16]byte

// Leaf is what the log holds of a transfer: all that was ordered and when it was
// booked. Its entries and what it did to balances follow from that.
type Leaf struct {
	TransferID         int64
	FromAccountID      int64
	ToAccountID        int64
	Amount             money.Amount
	Currency           money.Currency
	ReversesTransferID int64  // of the transfer that this one takes back; else 0
	PostsTransferID    int64  // of the pending transfer that this one carries out; else 0
	Reference          string // may be empty
	Metadata           string // a JSON object as it is kept; may be empty
	CreatedAt          time.Time
	Salt               Salt
}

// leafJSON has the members of a leaf, for reading.
type leafJSON struct {
	Version            int            `json:"version"`
	TransferID         int64          `json:"transfer_id"`
	FromAccountID      int64          `json:"from_account_id"`
	ToAccountID        int64          `json:"to_account_id"`
	Amount             money.Amount   `json:"amount"`
	Currency           money.Currency `json:"currency"`
	ReversesTransferID int64          `json:"reverses_transfer_id"`
	PostsTransferID    int64          `json:"posts_transfer_id"`
	Reference          string         `json:"reference"`
	Metadata           string         `json:"metadata"`
	CreatedAt          string         `json:"created_at"`
	Salt               string         `json:"salt"`
}

// Marshal returns the bytes that are hashed: a JSON object with its members in
// this order, those that are zero left out where they may be, and no white space.
// Metadata is a string in it, so that what reads and writes JSON cannot change it.
func (l Leaf) Marshal() []byte {
	text := []byte(`{"version":` + strconv.Itoa(leafVersion))
	number := func(name string, n int64) {
		text = append(text, `,"`+name+`":`...)
		text = strconv.AppendInt(text, n, 10)
	}
	word := func(name, s string) {
		text = append(text, `,"`+name+`":`...)
		text = appendString(text, s)
	}
	number("transfer_id", l.TransferID)
	number("from_account_id", l.FromAccountID)
	number("to_account_id", l.ToAccountID)
	number("amount", int64(l.Amount))
	word("currency", string(l.Currency))
	if l.ReversesTransferID != 0 {
		number("reverses_transfer_id", l.ReversesTransferID)
	}
	if l.PostsTransferID != 0 {
		number("posts_transfer_id", l.PostsTransferID)
	}
	if l.Reference != "" {
		word("reference", l.Reference)
	}
	if l.Metadata != "" {
		word("metadata", l.Metadata)
	}
	word("created_at", l.CreatedAt.UTC().Format(timeLayout))
	word("salt", base64.StdEncoding.EncodeToString(l.Salt[:]))
	return append(text, '}')
}

// Hash returns the hash of the leaf in the tree.
func (l Leaf) Hash() tlog.Hash { return tlog.RecordHash(l.Marshal()) }

// ParseLeaf reads what Marshal writes, and nothing else.
func ParseLeaf(text []byte) (Leaf, error) {
	var members leafJSON
	if err := json.Unmarshal(text, &members); err != nil {
		return Leaf{}, errors.New("the leaf is malformed")
	}
	if members.Version != leafVersion {
		return Leaf{}, fmt.Errorf("the leaf is of version %d, this program knows version %d only", members.Version, leafVersion)
	}
	createdAt, timeErr := time.Parse(timeLayout, members.CreatedAt)
	salt, saltErr := base64.StdEncoding.DecodeString(members.Salt)
	if timeErr != nil || saltErr != nil || len(salt) != len(Salt{}) {
		return Leaf{}, errors.New("the leaf is malformed")
	}
	leaf := Leaf{
		TransferID:         members.TransferID,
		FromAccountID:      members.FromAccountID,
		ToAccountID:        members.ToAccountID,
		Amount:             members.Amount,
		Currency:           members.Currency,
		ReversesTransferID: members.ReversesTransferID,
		PostsTransferID:    members.PostsTransferID,
		Reference:          members.Reference,
		Metadata:           members.Metadata,
		CreatedAt:          createdAt,
		Salt:               Salt(salt),
	}
	if !bytes.Equal(leaf.Marshal(), text) {
		return Leaf{}, errors.New("the leaf is not written as leaves are")
	}
	return leaf, nil
}
