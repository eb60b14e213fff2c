package banktest

import (
	"crypto/rand"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"example.com/simplebank/libs/dockerrun"
)

// ImageVariable is the environment variable that names an image in the Docker
// daemon: the program that is run is then the one in there, in a container that
// may do as little as can be. What needs files of the test does not work so.
const ImageVariable = "BANK_IMAGE"

// inContainer returns a run of the program in the image, which ends with the test.
func inContainer(t testing.TB, image string, env, args []string) *exec.Cmd {
	t.Helper()
	name := "simplebank-banktest-" + strings.ToLower(rand.Text())
	docker := append([]string{
		"run", "--rm", "--pull", "never", "--interactive", "--name", name, "--network", "host",
	}, dockerrun.FewestRights()...)
	// Arguments can be seen by every user: the values are docker's environment.
	for _, pair := range env {
		variable, _, _ := strings.Cut(pair, "=")
		docker = append(docker, "--env", variable)
	}
	t.Cleanup(func() {
		// What has ended is not there, and that is an error to older daemons.
		_ = exec.Command("docker", "rm", "--force", name).Run()
	})
	cmd := exec.Command("docker", slices.Concat(docker, []string{image}, args)...)
	cmd.Env = append(os.Environ(), env...)
	return cmd
}
