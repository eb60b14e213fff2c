"""Bazel 7 still has the rule built in."""

# buildifier: disable=native-proto
proto_library = native.proto_library
