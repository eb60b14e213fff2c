# What the scripts of this folder share. Sourced, not called.
# shellcheck shell=bash disable=SC2034

# shellcheck source=tools/mirror/world.bash
source "$(dirname "${BASH_SOURCE[0]}")/../mirror/world.bash"

# Downloads, outside the repository.
cache="${XDG_CACHE_HOME:-${HOME:?}/.cache}/simplebank"

choose_world
# Those that are called from here need not find out again.
export BAZEL_WORLD="$world"

# docker: the machine's client; in the mirror-only world that of the world, which has buildx.
docker() {
  if [[ "$world" == mirror ]]; then
    "$checkout/tools/mirror/enter" docker "$@"
  else
    command docker "$@"
  fi
}

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# usage: the calling script's header comment.
usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; }

# daemon_version: fails when no daemon answers.
daemon_version() { docker version --format '{{.Server.Version}}' 2>/dev/null; }

# has_containerd_store: whether the daemon itself builds for several platforms and writes OCI layouts.
has_containerd_store() { [[ "$(docker info --format '{{json .DriverStatus}}')" == *io.containerd.snapshotter* ]]; }

# base_image: what the Dockerfile compiles in.
base_image() { awk 'toupper($1) == "FROM" { print $2 ~ /^--/ ? $3 : $2; exit }' "$checkout/Dockerfile"; }

require_daemon() {
  [[ "$world" == mirror ]] || type -P docker >/dev/null || fail "there is no docker on the PATH: install Docker"
  daemon_version >/dev/null || fail "no Docker daemon answers: call tools/docker/daemon start"
}
