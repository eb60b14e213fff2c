package command

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/fault"
	"example.com/simplebank/services/bank/sessionfile"
)

const (
	// serverVariable is the environment variable that names the server.
	serverVariable = "BANK_SERVER"
	// insecureVariable is the one that is the flag --insecure-http.
	insecureVariable = "BANK_INSECURE_HTTP"
)

// clientHelp is what all subcommands that ask a server have in common.
const clientHelp = `The server is that of --server, else of BANK_SERVER, else of the newest log-in. Log-ins
are kept in $XDG_CONFIG_HOME/simplebank/session.json, or the file that BANK_CONFIG names,
one a server. A server with https is verified by the authorities of the system, or those
in the file that SSL_CERT_FILE names: the bank's image has none of its own. One with http
is refused unless it is on this machine, or --insecure-http or BANK_INSECURE_HTTP=true
allows it: whoever is on the way reads password and tokens.
`

// callFunc does what a subcommand does with a server.
type callFunc func(ctx context.Context, p *Program, bank *remote, args []string) error

// remote is a server, and the log-in with it.
type remote struct {
	*client.Client
	server string
}

// remote returns what connects to the server and calls the subcommand.
func (c *subcommand) remote(flags *flag.FlagSet) func(context.Context, Program, []string) error {
	server := flags.String("server", "", "the `URL` of the server, such as https://bank.example.com")
	insecure := flags.Bool("insecure-http", false, "allow http to another machine, where nobody can listen")
	call := c.call(flags)
	return func(ctx context.Context, p Program, args []string) error {
		if want := strings.Fields(c.arguments); len(args) != len(want) {
			if len(want) == 0 {
				return noArguments(args)
			}
			return usageError{fmt.Sprintf("it takes %s, not %q", strings.Join(want, " "), args)}
		}
		bank, err := p.connect(*server, *insecure)
		if err != nil {
			return err
		}
		defer bank.Close()
		return bank.explain(call(ctx, &p, bank, args))
	}
}

func (p *Program) connect(server string, insecure bool) (*remote, error) {
	file, err := sessionfile.Find()
	if err != nil {
		return nil, err
	}
	server = cmp.Or(server, os.Getenv(serverVariable))
	if server == "" {
		if server, err = file.Current(); err != nil {
			return nil, err
		}
	}
	if server == "" {
		return nil, errors.New("which server? name it with --server or in " + serverVariable)
	}
	session, err := file.Session(server)
	if err != nil {
		return nil, err
	}
	c, err := client.New(server, client.Options{
		UserAgent: "bank/" + p.Version,
		Session:   session,
		Update: func(ctx context.Context, change func(client.Session) (client.Session, error)) error {
			return file.Update(ctx, server, change)
		},
	})
	if err != nil {
		return nil, usageError{err.Error()}
	}
	if err := refuseInsecure(server, insecure); err != nil {
		return nil, err
	}
	return &remote{Client: c, server: server}, nil
}

// refuseInsecure returns an error if passwords and tokens would go over a network as
// they are, and nobody has allowed that.
func refuseInsecure(server string, allowed bool) error {
	switch variable := os.Getenv(insecureVariable); variable {
	case "", "false":
	case "true":
		allowed = true
	default:
		return usageError{insecureVariable + " must be true or false"}
	}
	u, err := url.Parse(server)
	if err != nil {
		return err
	}
	if host := u.Hostname(); allowed || u.Scheme != "http" || host == "localhost" || net.ParseIP(host).IsLoopback() {
		return nil
	}
	return usageError{server + " is not encrypted: whoever is on the way could read the password, and act by the log-in; use https, " +
		"an address of this machine such as http://127.0.0.1:8080, or, where nobody can listen, --insecure-http or " + insecureVariable + "=true"}
}

// explain adds to an error where in the bank's log it is, and what to do.
func (r *remote) explain(err error) error {
	if err == nil {
		return nil
	}
	var answer *client.Error
	if errors.As(err, &answer) {
		answer.Message = nameFlags(answer.Message)
	}
	if answer != nil && answer.RequestID != "" {
		err = fmt.Errorf("%w (%s, request %s)", err, answer.Code, answer.RequestID)
	}
	if advice := r.advise(err); advice != "" {
		err = fmt.Errorf("%w\n-> %s", err, advice)
	}
	return err
}

// nameFlags calls the ends of a period, in a refusal, as the flags are called.
func nameFlags(message string) string {
	if message == "from must be before to" {
		return "--since must be before --until"
	}
	for name, flag := range map[string]string{"from ": "--since ", "to ": "--until "} {
		if rest, is := strings.CutPrefix(message, name); is {
			return flag + rest
		}
	}
	return message
}

func (r *remote) advise(err error) string {
	var unknown *client.OutcomeUnknownError
	var certificate *tls.CertificateVerificationError
	var connection *net.OpError
	switch {
	case errors.As(err, &unknown):
		return "the money may have moved or not: the same command with --idempotency-key " + unknown.Key +
			" tells, and moves it only if it has not"
	case errors.Is(err, client.ErrNotLoggedIn), errors.Is(err, fault.InvalidToken), errors.Is(err, fault.SessionInvalid):
		return "log in: bank login --server " + r.server + " USERNAME"
	case errors.As(err, &certificate):
		return "name a file with the certificate of the server's authority in SSL_CERT_FILE"
	case errors.As(err, &connection) && connection.Op == "dial":
		return "does the server run there? --server or " + serverVariable + " names another"
	}
	return ""
}
