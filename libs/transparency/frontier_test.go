package transparency_test

import (
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/transparency"
)

func TestFrontier(t *testing.T) {
	var frontier transparency.Frontier
	if tree := frontier.Tree(); tree != transparency.EmptyTree() {
		t.Errorf("without leaves %v", tree)
	}
	var hashes []tlog.Hash
	for n := range 600 {
		hash := tlog.RecordHash(fmt.Append(nil, n))
		hashes = append(hashes, hash)
		frontier.Add(hash)
		growth, err := transparency.Grow(transparency.EmptyTree(), hashes, nil)
		if err != nil {
			t.Fatal(err)
		}
		if tree := frontier.Tree(); tree != growth.Tree {
			t.Errorf("of %d leaves %v, want %v", n+1, tree, growth.Tree)
		}
	}
}
