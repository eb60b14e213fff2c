package command

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/services/bank/config"
)

const (
	healthcheckTimeout = 3 * time.Second
	// maxHealthAnswer is how much of an answer is shown, in bytes.
	maxHealthAnswer = 1 << 10
)

var healthcheck = subcommand{
	name:    "healthcheck",
	summary: "succeed if the server on this machine is ready",
	help:    func() string { return variables(config.Describe[config.Listener]()) },
	run: func(ctx context.Context, _ Program, args []string) error {
		if err := noArguments(args); err != nil {
			return err
		}
		c, err := config.Load[config.Listener]()
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, healthcheckTimeout)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.Address.Dial()+"/readyz", nil)
		if err != nil {
			return fault.During("make request", err)
		}
		// Without the proxy of the environment, which is for other machines.
		client := http.Client{Transport: &http.Transport{}}
		response, err := client.Do(request)
		if err != nil {
			return fault.During("ask the server", err)
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			body, _ := io.ReadAll(io.LimitReader(response.Body, maxHealthAnswer)) // shown as far as it came
			return fmt.Errorf("the server is not ready: %s %s", response.Status, body)
		}
		return nil
	},
}
