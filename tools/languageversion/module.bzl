"""A Go module of an old language version, as a repository, made as go_deps makes them of go.mod."""

load("@gazelle//:deps.bzl", "go_repository")

def _captures_impl(module_ctx):
    go_mod = module_ctx.path(Label("//tools/languageversion:module/go.mod"))
    go_repository(
        name = "captures",
        # rules_go by the name that it has here; in a repository of go_deps it has another one.
        build_directives = [
            "gazelle:map_kind go_binary go_binary @rules_go//go:def.bzl",
            "gazelle:map_kind go_library go_library @rules_go//go:def.bzl",
        ],
        importpath = "example.com/captures",
        local_path = str(go_mod.dirname),
    )

captures = module_extension(implementation = _captures_impl)
