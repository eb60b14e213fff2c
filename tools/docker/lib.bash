# What the scripts of this folder share. Sourced, not called.
# shellcheck shell=bash disable=SC2034

repo="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"

# Downloads, logs and the pid of a daemon of our own: outside the repository.
cache="${XDG_CACHE_HOME:-${HOME:?}/.cache}/simplebank"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# fail MESSAGE...: says what is wrong and what to do, and ends the script.
fail() {
  say "$@"
  exit 1
}

# usage: the calling script's header comment.
usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; }

# daemon_version: fails when no daemon answers.
daemon_version() { timeout 10 docker version --format '{{.Server.Version}}' 2>/dev/null; }

require_daemon() {
  command -v docker >/dev/null || fail "there is no docker on the PATH: install Docker, or (Debian, as root) call tools/docker/daemon start"
  daemon_version >/dev/null || fail "no Docker daemon answers: start it, or (Debian, as root) call tools/docker/daemon start"
}
