"""Bazel 7 still has these symbols built in."""

# buildifier: disable=native-proto-common
# buildifier: disable=print
proto_common = proto_common_do_not_use
