package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"example.com/simplebank/libs/fault"
)

// member is what an object of a request may have.
type member struct {
	name string
	text bool // its value is a string
}

var knownMembers sync.Map // by the type of the object

// membersOf returns the members that the JSON of a struct may have, at most 64.
func membersOf(of reflect.Type) []member {
	if known, ok := knownMembers.Load(of); ok {
		return known.([]member)
	}
	var members []member
	for _, f := range reflect.VisibleFields(of) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && !f.Anonymous {
			members = append(members, member{name, f.Type.Kind() == reflect.String})
		}
	}
	knownMembers.Store(of, members)
	return members
}

// checkMembers refuses an object that is not of the members of a struct alone, each at
// most once. The decoder ignores what it does not know, takes AMOUNT for amount, and
// of two the last: the money would move otherwise than its owner said. It also takes
// half of a surrogate pair for U+FFFD. The text is JSON that the decoder has read;
// whole is what the object is called.
func checkMembers(of reflect.Type, text []byte, whole string) error {
	members := membersOf(of)
	r := jsonReader{rest: text}
	if r.next() != '{' {
		return invalid(whole, "one JSON object")
	}
	var seen uint64
	for r.skip(); r.next() != '}'; {
		name := r.value()
		i := indexMember(members, name)
		if i < 0 {
			return refuseMember(whole, name, members)
		}
		if seen&(1<<i) != 0 {
			return fault.New(fault.InvalidArgument, "%s has %s more than once", whole, members[i].name)
		}
		seen |= 1 << i
		r.next()
		r.skip() // the colon
		if value := r.value(); members[i].text && hasHalfPair(value) {
			return invalid(members[i].name, "whole characters, not half of a surrogate pair")
		}
		if r.next() == ',' {
			r.skip()
		}
	}
	return nil
}

// indexMember returns which member a name in quotes is, or -1.
func indexMember(members []member, quoted []byte) int {
	name := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		name = []byte(unquoteJSON(quoted))
	}
	for i, m := range members {
		if string(name) == m.name {
			return i
		}
	}
	return -1
}

func unquoteJSON(quoted []byte) (text string) {
	_ = json.Unmarshal(quoted, &text) // it is JSON
	return text
}

// maxNamed is how much is repeated of a name that is not accepted, in characters.
const maxNamed = 40

func refuseMember(whole string, quoted []byte, members []member) error {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.name
	}
	accepted := strings.Join(names, ", ")
	if len(members) == 0 {
		accepted = "no members at all"
	}
	return fault.New(fault.InvalidArgument, "%s has %.*q, which is not accepted; it may have %s", whole, maxNamed, unquoteJSON(quoted), accepted)
}
