package command_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
)

// cli is a user of the command line, with a file of log-ins of their own.
type cli struct{ env []string }

func newCLI(t *testing.T, url string) cli {
	t.Helper()
	return cli{[]string{"BANK_SERVER=" + url, "BANK_CONFIG=" + filepath.Join(t.TempDir(), "session.json"), "TZ=UTC"}}
}

// input runs the program to its end with a text on standard input.
func (c cli) input(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	cmd := banktest.Command(t, c.env, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// ok runs a command line that has to succeed, and returns what it prints.
func (c cli) ok(t *testing.T, line string) string {
	t.Helper()
	got := c.input(t, "", strings.Fields(line)...)
	if got.status != 0 || got.stderr != "" {
		t.Fatalf("bank %s: %+v", line, got)
	}
	return got.stdout
}

// wantRefusal runs a command line that has to fail, with the words on standard error.
func (c cli) wantRefusal(t *testing.T, status int, line string, words ...string) {
	t.Helper()
	got := c.input(t, "", strings.Fields(line)...)
	if got.status != status || got.stdout != "" {
		t.Errorf("bank %s: %+v, want status %d", line, got, status)
	}
	for _, word := range words {
		if !strings.Contains(got.stderr, word) {
			t.Errorf("bank %s: %q is not in %q", line, word, got.stderr)
		}
	}
}

// newUser makes a user, by the command line, who is logged in.
func newUser(t *testing.T, url, name string) cli {
	t.Helper()
	c := newCLI(t, url)
	got := c.input(t, banktest.Password+"\n", "signup", name, "--full-name", "Full Name", "--email", name+"@example.com")
	if want := "You are the user " + name + " now. To log in: bank login --server " + url + " " + name + "\n"; got.stdout != want || got.status != 0 {
		t.Fatalf("sign up: %+v", got)
	}
	got = c.input(t, banktest.Password+"\r\n", "login", name)
	if got.status != 0 || !strings.HasPrefix(got.stdout, "Logged in to "+url+" as "+name+" until 2") {
		t.Fatalf("log in: %+v", got)
	}
	return c
}

// twoReplicas starts two servers with one database, and what balances them.
func twoReplicas(t *testing.T, env ...string) (*banktest.Server, *banktest.Balancer) {
	t.Helper()
	first := banktest.Start(t, env...)
	second := banktest.Start(t, append([]string{"DB_SOURCE=" + first.Source}, env...)...)
	return first, banktest.NewBalancer(t, first, second)
}

// changing is what differs from run to run: times, and ids of sessions and requests.
var changing = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|[0-9a-f]{8}-[0-9a-f-]{27}`)

func golden(t *testing.T, got, want string) {
	t.Helper()
	got = changing.ReplaceAllStringFunc(got, func(s string) string { return strings.Repeat("#", len(s)) })
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
}

func TestMoneyByCommandLine(t *testing.T) {
	server, balancer := twoReplicas(t)
	alice, bob, banker := newUser(t, balancer.URL, "alice"), newUser(t, balancer.URL, "bob"), newUser(t, balancer.URL, "banker")
	server.SetRole(t, "banker", identity.Banker)
	var accounts []string
	for _, opened := range []string{
		alice.ok(t, "account open USD --json"), alice.ok(t, "account open JPY --json"), bob.ok(t, "account open --json USD"),
	} {
		var a struct{ ID json.Number }
		if err := json.Unmarshal([]byte(opened), &a); err != nil {
			t.Fatal(err)
		}
		accounts = append(accounts, a.ID.String())
	}
	from, yen, to := accounts[0], accounts[1], accounts[2]

	banker.ok(t, "account deposit "+from+" --amount 1000.5 --currency USD")
	banker.ok(t, "account deposit --amount 1500 --currency JPY "+yen)
	banker.ok(t, "account withdraw "+from+" --amount 0.05 --currency USD")
	banker.wantRefusal(t, 1, "account deposit "+yen+" --amount 12.34 --currency USD", "account "+yen+" is in JPY, not in USD")

	got := alice.input(t, "", "transfer", "--from", from, "--to", to, "--amount", "12.34", "--currency", "USD",
		"--reference", "May's rent", "--metadata", `{"month": 5}`)
	number := regexp.MustCompile(`Transfer +(\d+)`).FindStringSubmatch(got.stdout)
	if number == nil {
		t.Fatalf("got %+v", got)
	}
	for _, want := range []string{"From       " + from, "Amount     12.34 USD", "Reference  May's rent", `Metadata   {"month":5}`, "Balance  988.11 USD"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is not in:\n%s", want, got.stdout)
		}
	}
	if got := bob.ok(t, "transfer reverse "+number[1]); !strings.Contains(got, "Reverses  "+number[1]) {
		t.Errorf("reversal:\n%s", got)
	}
	reserved := regexp.MustCompile(`Transfer +(\d+)`).FindStringSubmatch(
		alice.ok(t, "transfer --pending --from "+from+" --to "+to+" --amount 7.77 --currency USD"))
	if reserved == nil {
		t.Fatal("nothing is reserved")
	}
	if got := bob.ok(t, "transfers --status pending"); !strings.Contains(got, "7.77 USD  pending") || strings.Contains(got, "booked") {
		t.Errorf("pending transfers of the recipient:\n%s", got)
	}
	bob.ok(t, "transfer void "+reserved[1])
	if got := bob.ok(t, "transfers"); !strings.Contains(got, "7.77 USD  voided") || !strings.Contains(got, "booked") {
		t.Errorf("transfers of the recipient:\n%s", got)
	}
	once := "transfer --idempotency-key may --from " + from + " --to " + to + " --amount 1 --currency USD"
	if first, again := alice.ok(t, once), alice.ok(t, once); first != again {
		t.Errorf("first:\n%sagain:\n%s", first, again)
	}

	list := alice.ok(t, "accounts")
	for _, want := range []string{" 999.45 USD", "   1500 JPY"} {
		if !strings.Contains(list, want) {
			t.Errorf("%q is not in:\n%s", want, list)
		}
	}
	if got := banker.ok(t, "accounts --owner bob"); !strings.Contains(got, "1.00 USD") || strings.Contains(got, "alice") {
		t.Errorf("bob's:\n%s", got)
	}
	if got := banker.ok(t, "accounts --json"); got != "[]\n" {
		t.Errorf("no accounts: %s", got)
	}

	alice.wantRefusal(t, 1, "transfer --from "+from+" --to "+to+" --amount 1000.00 --currency USD",
		"bank transfer: account "+from+" holds 999.45 USD, less than 1000.00 USD (insufficient_funds, request ")
	alice.wantRefusal(t, 1, "account show "+to, "not_owner")
	alice.wantRefusal(t, 1, "account open USD", "account_exists")
	// What is for the person at the keyboard to mend is told without the server.
	nowhere := cli{[]string{"BANK_SERVER=http://127.0.0.1:1", "BANK_CONFIG=" + filepath.Join(t.TempDir(), "session.json")}}
	for line, words := range map[string]string{
		"transfer --from 1 --to 2 --amount 12.345 --currency USD":             `--amount: "12.345" has 3 decimal places, but USD has 2`,
		"transfer --from 1 --to 2 --amount -5 --currency USD":                 "above zero",
		"transfer --from 1 --to 2 --amount 0.00 --currency USD":               "above zero",
		"transfer --from 1 --to 2 --amount 12.34 --currency usd":              "ISO 4217",
		"transfer --from 1 --amount 5":                                        "missing: --to, --currency",
		"transfer --from one":                                                 "invalid value",
		"transfer --from 1 --to 2 --amount 1 --currency USD --metadata 5":     "a JSON object",
		"transfer --from 1 --to 2 --amount 1 --currency USD --expires-in 15m": "goes with --pending",
		"transfer 7":                             "it takes no arguments",
		"transfer post seven":                    "ID must be a whole number above zero",
		"transfer post 7 8":                      "it takes ID",
		"transfer post 7 --amount 5":             "missing: --currency",
		"transfers --min-amount 5":               "go with --account",
		"transfers --status open":                "--status must be booked, pending, posted, voided or expired",
		"account statement 7 --since 2026-01-01": "missing: --until",
		"transfers --since May":                  "a day such as 2026-01-31",
		"account":                                "a command is missing",
		"account close 7":                        `there is no command "close"`,
		"account open usd":                       "ISO 4217",
		"account show -1":                        "flag provided but not defined",
		"account show -- -1":                     "above zero",
		"login":                                  "it takes USERNAME",
		"login alice":                            "there is no password",
		"login --server localhost:8080 alice":    "such as https://bank.example.com",
		"signup alice":                           "missing: --full-name, --email",
	} {
		nowhere.wantRefusal(t, 2, line, words, "usage: bank "+strings.Fields(line)[0])
	}
	cutOff := nowhere.input(t, "{\"currency\": \"USD\", \"legs\": [", "transfer", "batch", "-")
	if cutOff.status != 1 || !strings.HasPrefix(cutOff.stderr, "bank transfer batch: read the transfers: the JSON is cut off") {
		t.Errorf("a file that is cut off: %+v", cutOff)
	}
}

// TestLongLists is of lists of several pages.
func TestLongLists(t *testing.T) {
	server := banktest.Start(t)
	alice, bob := newUser(t, "http://"+server.Address, "alice"), newUser(t, "http://"+server.Address, "bob")
	server.SetRole(t, "alice", identity.Banker)
	id := regexp.MustCompile(`(?m)^ +(\d+) `)
	from := id.FindStringSubmatch(alice.ok(t, "account open USD"))[1]
	to := id.FindStringSubmatch(bob.ok(t, "account open USD"))[1]
	alice.ok(t, "account deposit "+from+" --amount 10 --currency USD")
	const many = 120
	file := "from_account_id,to_account_id,amount\n" + strings.Repeat(from+","+to+",0.01\n", many)
	if got := alice.input(t, file, "transfer", "batch", "--currency", "USD", "-"); got.status != 0 {
		t.Fatalf("got %+v", got)
	}
	type list struct {
		Transfers, Entries []struct{ ID int64 }
		NextCursor         string `json:"next_cursor"`
	}
	read := func(line string) (l list) {
		t.Helper()
		if err := json.Unmarshal([]byte(bob.ok(t, line)), &l); err != nil {
			t.Fatal(err)
		}
		return l
	}
	for _, command := range []string{"transfers", "account entries " + to} {
		// A script that does not say how many wants all.
		all := read(command + " --json")
		if len(all.Transfers)+len(all.Entries) != many || all.NextCursor != "" {
			t.Errorf("%s: %d rows, cursor %q", command, len(all.Transfers)+len(all.Entries), all.NextCursor)
		}
		part := read(command + " --json --limit 101")
		rest := read(command + " --json --cursor " + part.NextCursor)
		got := list{Transfers: append(part.Transfers, rest.Transfers...), Entries: append(part.Entries, rest.Entries...)}
		if diff := cmp.Diff(all, got); diff != "" || len(part.Transfers)+len(part.Entries) != 101 {
			t.Errorf("%s in parts (-all +parts):\n%s", command, diff)
		}
		// People get so many that they can read, and are told.
		got50 := bob.input(t, "", strings.Fields(command)...)
		more := regexp.MustCompile(`^There are more: --limit 0 prints all, (--cursor \S+) what comes next.\n$`).FindStringSubmatch(got50.stderr)
		if strings.Count(got50.stdout, "\n") != 1+50 || more == nil {
			t.Fatalf("%s: %+v", command, got50)
		}
		if got := bob.ok(t, command+" --limit 70 "+more[1]); strings.Count(got, "\n") != 1+70 {
			t.Errorf("%s, the rest:\n%s", command, got)
		}
		if got := bob.ok(t, command+" --limit 0"); strings.Count(got, "\n") != 1+many {
			t.Errorf("%s, all:\n%s", command, got)
		}
	}
	if got := bob.input(t, "", "transfers", "--json", "--limit", "1"); got.stderr != "" {
		t.Errorf("got %+v", got)
	}
	bob.wantRefusal(t, 1, "transfers --json --cursor x", "cursor must be")
	// The API calls the ends of a period otherwise.
	bob.wantRefusal(t, 1, "account statement "+to+" --since 2026-01-01 --until 2999-01-01", "bank account statement: --until must not be in the future (")
	bob.wantRefusal(t, 1, "transfers --since 2026-02-01 --until 2026-01-01", "bank transfers: --since must be before --until (")
	bob.wantRefusal(t, 1, "account entries --since 0001-01-02 "+to, "bank account entries: --since must be a time")
}

func TestSessionsByCommandLine(t *testing.T) {
	server, balancer := twoReplicas(t)
	alice := newUser(t, balancer.URL, "alice")
	laptop := newCLI(t, balancer.URL)
	if got := laptop.input(t, banktest.Password, "login", "alice", "--json"); got.status != 0 || !strings.Contains(got.stdout, `"username": "alice"`) || strings.Contains(got.stdout, "token") {
		t.Fatalf("log in: %+v", got)
	}
	golden(t, laptop.ok(t, "whoami"), `
Server   `+balancer.URL+`
User     alice
Session  ####################################
Until    ###################
`)
	version := strings.TrimSpace(run(t, nil, "version").stdout)
	golden(t, laptop.ok(t, "sessions"), `
SESSION                               CURRENT  OPENED               RENEWED              UNTIL                FROM       PROGRAM
####################################  current  ###################  ###################  ###################  127.0.0.1  bank/`+version+`
####################################           ###################  ###################  ###################  127.0.0.1  bank/`+version+`
`)
	// What a program gets is what the API gives.
	var session struct {
		Sessions map[string]struct {
			AccessToken string `json:"access_token"`
		}
	}
	content, err := os.ReadFile(strings.TrimPrefix(laptop.env[1], "BANK_CONFIG="))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &session); err != nil {
		t.Fatal(err)
	}
	raw := server.Client()
	raw.Token = session.Sessions[balancer.URL].AccessToken
	wantSameJSON(t, laptop.ok(t, "sessions --json"), raw.Get(t, "/sessions"))

	if got := laptop.ok(t, "session end-others --json"); got != "{\n  \"ended\": 1\n}\n" {
		t.Errorf("ended: %s", got)
	}
	alice.wantRefusal(t, 1, "accounts", "session_invalid", "-> log in: bank login --server "+balancer.URL+" USERNAME")
	if got := alice.ok(t, "logout"); got != "Logged out of "+balancer.URL+".\n" {
		t.Errorf("log out: %s", got)
	}
	alice.wantRefusal(t, 1, "accounts", "bank accounts: not logged in\n-> log in")

	got := laptop.input(t, banktest.Password+"\nbattery staple\n", "password")
	if got.status != 0 || !strings.Contains(got.stdout, "Your password is changed.") {
		t.Errorf("change the password: %+v", got)
	}
	laptop.wantRefusal(t, 1, "whoami", "not logged in")
	if got := laptop.input(t, "wrong horse\n", "login", "alice"); got.status != 1 || !strings.Contains(got.stderr, "bad_credentials") {
		t.Errorf("the wrong password: %+v", got)
	}
	// The newest log-in's server is the one that is meant, if none is named.
	laptop.env = laptop.env[1:]
	if got := laptop.input(t, "battery staple\n", "login", "alice"); got.status != 0 {
		t.Errorf("log in: %+v", got)
	}
	laptop.ok(t, "whoami")
	cli{[]string{"HOME=" + t.TempDir()}}.wantRefusal(t, 1, "whoami", "--server or in BANK_SERVER")
	cli{}.wantRefusal(t, 1, "whoami", "BANK_CONFIG")
	cli{[]string{"HOME=/nowhere", "BANK_SERVER=http://127.0.0.1:1"}}.wantRefusal(t, 1, "whoami", "not logged in")
}

// wantSameJSON checks that what the program printed says what the API answered.
func wantSameJSON(t *testing.T, printed string, answer banktest.Answer) {
	t.Helper()
	var got, want any
	if err := errors.Join(json.Unmarshal([]byte(printed), &got), json.Unmarshal(answer.Body, &want)); err != nil || answer.Status != http.StatusOK {
		t.Fatalf("%v in %s and %d %s", err, printed, answer.Status, answer.Body)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("printed (-API +program):\n%s", diff)
	}
}

// TestProcessesRenewTogether runs the program several times at once when the access
// token has expired: a refresh token that is shown twice would end the session.
func TestProcessesRenewTogether(t *testing.T) {
	const lifetime = 3 * time.Second
	_, balancer := twoReplicas(t, "ACCESS_TOKEN_DURATION="+lifetime.String())
	alice := newUser(t, balancer.URL, "alice")
	for range 2 {
		time.Sleep(lifetime) // the token is as old then, at least
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if got := alice.input(t, "", "whoami", "--json"); got.status != 0 {
					t.Errorf("got %+v", got)
				}
			})
		}
		all.Wait()
	}
	if n := balancer.Seen("POST /tokens/renew_access"); n < 2 {
		t.Errorf("%d renewals, want 2 or, where the machine is slow, more", n)
	}
}

// TestAnswerLostByCommandLine is of a network that loses every answer: the key that is
// printed tells whether the money has moved.
func TestAnswerLostByCommandLine(t *testing.T) {
	server, balancer := twoReplicas(t)
	alice, bob := newUser(t, balancer.URL, "alice"), newUser(t, balancer.URL, "bob")
	server.SetRole(t, "alice", identity.Banker)
	id := regexp.MustCompile(`(?m)^ +(\d+) `)
	from := id.FindStringSubmatch(alice.ok(t, "account open USD"))[1]
	to := id.FindStringSubmatch(bob.ok(t, "account open USD"))[1]
	alice.ok(t, "account deposit "+from+" --amount 10 --currency USD")

	balancer.Lose(func(r *http.Request) bool { return r.URL.Path == "/transfers" })
	line := "transfer --from " + from + " --to " + to + " --amount 1.00 --currency USD"
	got := alice.input(t, "", strings.Fields(line)...)
	key := regexp.MustCompile(`-> the money may have moved or not: the same command with (--idempotency-key \w+) tells`).FindStringSubmatch(got.stderr)
	if got.status != 1 || key == nil {
		t.Fatalf("got %+v", got)
	}
	balancer.Lose(nil)
	if got := alice.ok(t, line+" "+key[1]); !strings.Contains(got, "Balance  9.00 USD") {
		t.Errorf("again:\n%s", got)
	}
	if got := alice.ok(t, "account show "+from); !strings.Contains(got, "9.00 USD") {
		t.Errorf("the account:\n%s", got)
	}
}

func TestServersThatCannotBeReached(t *testing.T) {
	server := banktest.Start(t)
	balancer, certificate := banktest.NewTLSBalancer(t, server)
	c := newCLI(t, balancer.URL)
	got := c.input(t, banktest.Password, "login", "alice")
	if got.status != 1 || !strings.Contains(got.stderr, "-> name a file with the certificate of the server's authority in SSL_CERT_FILE") {
		t.Errorf("nobody vouches for it: %+v", got)
	}
	file := filepath.Join(t.TempDir(), "root.pem")
	if err := os.WriteFile(file, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	c.env = append(c.env, "SSL_CERT_FILE="+file)
	if got := c.input(t, banktest.Password, "login", "alice"); got.status != 1 || !strings.Contains(got.stderr, "bad_credentials") {
		t.Errorf("its authority is known: %+v", got)
	}
	got = newCLI(t, "http://127.0.0.1:1").input(t, banktest.Password, "login", "alice")
	if got.status != 1 || !strings.Contains(got.stderr, "connection refused\n-> does the server run there?") {
		t.Errorf("nobody listens: %+v", got)
	}
}

// TestHTTPToAnotherMachine is of passwords and tokens that would go over a network as
// they are: the names of the servers are not looked up.
func TestHTTPToAnotherMachine(t *testing.T) {
	const refused = "is not encrypted"
	for name, tt := range map[string]struct {
		server, allow string
		flags         []string
		words         string
		status        int
	}{
		"a name":           {"http://bank.invalid", "", nil, refused, 2},
		"an address":       {"HTTP://192.0.2.1:8080", "", nil, refused, 2},
		"looks like ours":  {"http://localhost.invalid", "", nil, refused, 2},
		"not allowed":      {"http://bank.invalid", "false", nil, refused, 2},
		"neither":          {"http://bank.invalid", "1", nil, "BANK_INSECURE_HTTP must be true or false", 2},
		"by flag":          {"http://bank.invalid", "", []string{"--insecure-http"}, "not logged in", 1},
		"by variable":      {"http://bank.invalid", "true", nil, "not logged in", 1},
		"encrypted":        {"https://bank.invalid", "", nil, "not logged in", 1},
		"this machine":     {"http://localhost:1", "", nil, "not logged in", 1},
		"its addresses":    {"http://127.1.2.3:1", "", nil, "not logged in", 1},
		"its IPv6 address": {"http://[::1]:1", "", nil, "not logged in", 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCLI(t, tt.server)
			c.env = append(c.env, "BANK_INSECURE_HTTP="+tt.allow)
			got := c.input(t, "", append([]string{"accounts"}, tt.flags...)...)
			if got.status != tt.status || !strings.Contains(got.stderr, tt.words) {
				t.Errorf("got %+v, want status %d and %q", got, tt.status, tt.words)
			}
		})
	}
	got := newCLI(t, "http://bank.invalid").input(t, banktest.Password, "login", "alice")
	for _, word := range []string{"bank login: http://bank.invalid " + refused, "https", "http://127.0.0.1", "--insecure-http", "BANK_INSECURE_HTTP=true"} {
		if got.status != 2 || !strings.Contains(got.stderr, word) {
			t.Errorf("got %+v, want %q", got, word)
		}
	}
}
