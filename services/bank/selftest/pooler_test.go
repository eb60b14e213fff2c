package selftest_test

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/services/bank/selftest"
)

// TestPooler is of a pooler that does not pass search_path on, so that all would be done
// to the bank's tables.
func TestPooler(t *testing.T) {
	source := postgrestest.New(t)
	db := open(t, source)
	before := everything(t, db)
	u, err := url.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = pooler(t, u.Host)
	_, err = selftest.Run(t.Context(), options(u.String()))
	if err == nil || !strings.Contains(err.Error(), "search_path does not reach the server") {
		t.Errorf("error %v", err)
	}
	if after := everything(t, db); strings.Join(before, "\n") != strings.Join(after, "\n") {
		t.Errorf("the database has changed:\n%s", strings.Join(after, "\n"))
	}
}

// pooler returns the address of one before the server.
func pooler(t *testing.T, server string) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil { // it was closed
				return
			}
			go pass(client, server)
		}
	}()
	return listener.Addr().String()
}

// pass connects the client to the server, with another parameter, of nobody's, in place
// of search_path in what begins a session.
func pass(client net.Conn, server string) {
	defer client.Close()
	conn, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer conn.Close()
	startup := make([]byte, 4096)
	n, err := client.Read(startup)
	if err != nil {
		return
	}
	if _, err := conn.Write(bytes.Replace(startup[:n], []byte("\x00search_path\x00"), []byte("\x00pooler.path\x00"), 1)); err != nil {
		return
	}
	go io.Copy(client, conn)
	io.Copy(conn, client)
}
