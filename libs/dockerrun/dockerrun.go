// Package dockerrun has how the bank's containers are to be run.
package dockerrun

// FewestRights are docker's arguments to run a container with as few rights as there
// can be: a file system that is read only, no root, and no way to become more.
func FewestRights() []string {
	return []string{"--read-only", "--user", "65532", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"}
}
