"""Reads build.env, the file that the Dockerfile sources, into constants for BUILD files."""

def _build_env_repo_impl(repository_ctx):
    values = {}
    for line in repository_ctx.read(repository_ctx.attr.file).splitlines():
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator or not (value.startswith("\"") and value.endswith("\"")):
            fail("{}: expected NAME=\"words\", found: {}".format(repository_ctx.attr.file, line))
        values[name] = value[1:-1].split(" ") if value != "\"\"" else []
    repository_ctx.file("BUILD.bazel")
    repository_ctx.file("build_env.bzl", "\n".join([
        "{} = {}".format(name, json.encode(words))
        for name, words in sorted(values.items())
    ]) + "\n")

_build_env_repo = repository_rule(
    implementation = _build_env_repo_impl,
    attrs = {"file": attr.label(mandatory = True)},
)

def _build_env_impl(module_ctx):
    for module in module_ctx.modules:
        for tag in module.tags.from_file:
            _build_env_repo(name = "build_env", file = tag.file)
    return module_ctx.extension_metadata(
        root_module_direct_deps = ["build_env"],
        root_module_direct_dev_deps = [],
        reproducible = True,
    )

build_env = module_extension(
    implementation = _build_env_impl,
    tag_classes = {
        "from_file": tag_class(
            attrs = {"file": attr.label(mandatory = True, doc = "Lines of NAME=\"words\" and comments.")},
            doc = "Offers each NAME as a list of words in @build_env//:build_env.bzl.",
        ),
    },
    doc = "The build tags and linker flags of the services, shared with the Dockerfile.",
)
