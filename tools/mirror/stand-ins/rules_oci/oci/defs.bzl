"""The rules of @rules_oci//oci:defs.bzl, for images without a base."""

_TAR_EXTENSIONS = [".tar", ".tar.gz"]

_BUILDER = attr.label(
    cfg = "exec",
    default = "//builder",
    executable = True,
)

def _oci_image_impl(ctx):
    if not ctx.attr.os or not ctx.attr.architecture:
        fail("'os' and 'architecture' are mandatory when 'base' is unspecified.")
    layout = ctx.actions.declare_directory(ctx.label.name)
    spec = ctx.actions.declare_file(ctx.label.name + ".spec.json")
    ctx.actions.write(spec, json.encode({
        "architecture": ctx.attr.architecture,
        "cmd": ctx.attr.cmd,
        "entrypoint": ctx.attr.entrypoint,
        "env": ["{}={}".format(name, value) for name, value in ctx.attr.env.items()],
        "exposed_ports": ctx.attr.exposed_ports,
        "labels": [[name, value] for name, value in ctx.attr.labels.items()],
        "os": ctx.attr.os,
        "user": ctx.attr.user,
        "workdir": ctx.attr.workdir,
    }))
    args = ctx.actions.args()
    args.add_all(["image", "--spec", spec, "--output", layout.path])
    for tar in ctx.files.tars:
        args.add("--layer", tar)
        args.add("--label", tar.owner)
    ctx.actions.run(
        arguments = [args],
        executable = ctx.executable._builder,
        inputs = [spec] + ctx.files.tars,
        mnemonic = "OCIImage",
        outputs = [layout],
        progress_message = "OCI Image %{label}",
    )
    return [DefaultInfo(files = depset([layout]), runfiles = ctx.runfiles([layout]))]

oci_image = rule(
    implementation = _oci_image_impl,
    attrs = {
        "architecture": attr.string(),
        "cmd": attr.string_list(),
        "entrypoint": attr.string_list(),
        "env": attr.string_dict(),
        "exposed_ports": attr.string_list(),
        "labels": attr.string_dict(),
        "os": attr.string(),
        "tars": attr.label_list(allow_files = _TAR_EXTENSIONS),
        "user": attr.string(),
        "workdir": attr.string(),
        "_builder": _BUILDER,
    },
    doc = "An OCI layout folder with one image, whose layers are the given tars.",
)

def _platforms_transition_impl(_settings, attr):
    return [
        {"//command_line_option:platforms": str(platform)}
        for platform in attr.platforms
    ]

_platforms_transition = transition(
    implementation = _platforms_transition_impl,
    inputs = [],
    outputs = ["//command_line_option:platforms"],
)

def _oci_image_index_impl(ctx):
    layout = ctx.actions.declare_directory(ctx.label.name)
    args = ctx.actions.args()
    args.add_all(["index", "--output", layout.path])
    args.add_all(ctx.files.images, expand_directories = False)
    ctx.actions.run(
        arguments = [args],
        executable = ctx.executable._builder,
        inputs = ctx.files.images,
        mnemonic = "OCIIndex",
        outputs = [layout],
        progress_message = "OCI Index %{label}",
    )
    return [DefaultInfo(files = depset([layout]), runfiles = ctx.runfiles([layout]))]

oci_image_index = rule(
    implementation = _oci_image_index_impl,
    attrs = {
        "images": attr.label_list(cfg = _platforms_transition, mandatory = True),
        "platforms": attr.label_list(mandatory = True, providers = [platform_common.PlatformInfo]),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
        "_builder": _BUILDER,
    },
    doc = "An OCI layout folder with an index of one image, built for several platforms.",
)

def _program(ctx, arguments):
    """A script that runs the builder on the image, with the caller's arguments after ours."""
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(script, is_executable = True, content = """#!/usr/bin/env bash
set -o errexit -o nounset
cd "${{RUNFILES_DIR:-$0.runfiles}}/{workspace}"
exec {builder} {arguments} "$@"
""".format(
        arguments = " ".join(["'{}'".format(argument) for argument in arguments]),
        builder = ctx.executable._builder.short_path,
        workspace = ctx.workspace_name,
    ))
    return [DefaultInfo(
        executable = script,
        runfiles = ctx.runfiles([ctx.file.image]).merge(ctx.attr._builder[DefaultInfo].default_runfiles),
    )]

def _oci_load_impl(ctx):
    arguments = ["load", "--image", ctx.file.image.short_path]
    for tag in ctx.attr.repo_tags:
        arguments += ["--tag", tag]
    return _program(ctx, arguments)

oci_load = rule(
    implementation = _oci_load_impl,
    attrs = {
        "image": attr.label(allow_single_file = True, mandatory = True),
        "repo_tags": attr.string_list(mandatory = True),
        "_builder": _BUILDER,
    },
    doc = "`bazel run` loads the image into docker, podman or nerdctl.",
    executable = True,
)

def _oci_push_impl(ctx):
    arguments = ["push", "--image", ctx.file.image.short_path]
    if ctx.attr.repository:
        arguments += ["--repository", ctx.attr.repository]
    for tag in ctx.attr.remote_tags:
        arguments += ["--tag", tag]
    return _program(ctx, arguments)

oci_push = rule(
    implementation = _oci_push_impl,
    attrs = {
        "image": attr.label(allow_single_file = True, mandatory = True),
        "remote_tags": attr.string_list(),
        "repository": attr.string(),
        "_builder": _BUILDER,
    },
    doc = "`bazel run` pushes the image or index to --repository, by digest and then by each --tag.",
    executable = True,
)
