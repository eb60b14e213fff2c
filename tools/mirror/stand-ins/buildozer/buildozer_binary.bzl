"""The extension that Bazel asks for the buildozer executable: there is none."""

def _no_buildozer_impl(repository_ctx):
    repository_ctx.file("BUILD.bazel")
    repository_ctx.file("buildozer.exe", "#!/bin/sh\necho >&2 'bazel mod tidy needs the upstream world'\nexit 1\n", executable = True)

_no_buildozer = repository_rule(implementation = _no_buildozer_impl)

def _buildozer_binary_impl(_module_ctx):
    _no_buildozer(name = "buildozer_binary")

buildozer_binary = module_extension(implementation = _buildozer_binary_impl)
