# Where the mirror-only world is. Sourced by the scripts of this folder and by tools/bazel.
# shellcheck shell=bash disable=SC2034

checkout="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"

# Everything that the world consists of is below this folder, outside the checkout, and shared
# by all checkouts of the user.
world_dir="${SIMPLEBANK_MIRROR_WORLD:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/simplebank/mirror-world}"

# The Debian root that has Bazel.
world_root="$world_dir/root"

# What Bazel reads and writes: modules, the Go SDK, its caches. The same path inside and outside.
world_state="$world_dir/state"

# Bazel runs as the owner of the checkout, and keeps its caches here: apart from those of other users.
# (Where stat is not GNU's, there is no such world.)
world_user="$(stat -c %u "$checkout" 2>/dev/null || echo 0)"
world_user_state="$world_state"
if ((world_user != 0)); then world_user_state="$world_state/user-$world_user"; fi

# The Docker daemon of the world: its socket, and what it keeps.
world_docker="$world_state/docker"

# The certificates that this machine trusts.
world_certificates="${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}"

# choose_world: sets world to upstream or mirror, and reason to why. tools/bazel says what they are.
choose_world() {
  local registry=https://bcr.bazel.build/bazel_registry.json
  world="${BAZEL_WORLD-}"
  reason="BAZEL_WORLD says so"
  if [[ -z "$world" ]]; then
    # --disable: no settings of the user's.
    if curl --disable --silent --fail --location --max-time 5 --output /dev/null "$registry" 2>/dev/null; then
      world=upstream
      reason="Bazel's registry answers"
    else
      world=mirror
      reason="Bazel's registry does not answer$(command -v curl >/dev/null || echo ", or curl is missing")"
    fi
  fi
  [[ "$world" == upstream || "$world" == mirror ]] || fail "BAZEL_WORLD is '$world'; it takes upstream or mirror"
}

# fail MESSAGE...: says what is wrong and what to do, and ends the script.
fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# machine_platform: what Go calls this machine.
machine_platform() {
  case "$(uname -m)" in
    x86_64) echo linux-amd64 ;;
    aarch64) echo linux-arm64 ;;
    *) fail "no Go distribution is known for the processor $(uname -m)" ;;
  esac
}

# The machine's go, or Debian's where it has none.
go_command() {
  if command -v go >/dev/null; then
    GOTOOLCHAIN=local go "$@"
  else
    [[ -x "$world_root/usr/bin/go" ]] ||
      "$checkout/tools/mirror/enter" apt-get -q install -y --no-install-recommends golang-go >&2
    "$checkout/tools/mirror/enter" env GOTOOLCHAIN=local go "$@"
  fi
}
