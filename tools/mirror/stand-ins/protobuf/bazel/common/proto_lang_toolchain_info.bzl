"""Bazel 7 still has the provider built in."""

ProtoLangToolchainInfo = proto_common_do_not_use.ProtoLangToolchainInfo
