"""Bazel 7 still has the provider built in."""

_ProtoInfo = ProtoInfo

# buildifier: disable=provider-params
ProtoInfo = _ProtoInfo
