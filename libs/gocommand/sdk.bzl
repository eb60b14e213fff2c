"""The Go SDK that Bazel builds with, for tests that call the go command."""

_TOOLCHAIN = "@rules_go//go:toolchain"

def _go_command_impl(ctx):
    sdk = ctx.toolchains[_TOOLCHAIN].sdk
    return [DefaultInfo(
        files = depset([sdk.go]),
        runfiles = ctx.runfiles(
            files = [sdk.go],
            transitive_files = depset(transitive = [sdk.headers, sdk.srcs, sdk.libs, sdk.tools]),
        ),
    )]

go_command = rule(
    implementation = _go_command_impl,
    doc = "The go command, with the whole SDK as runfiles.",
    toolchains = [_TOOLCHAIN],
)
