"""The container image of a service: a scratch base, one static binary, no root."""

load("@rules_oci//oci:defs.bzl", "oci_image", "oci_image_index", "oci_load", "oci_push")

def _layer_impl(ctx):
    layer = ctx.actions.declare_file(ctx.label.name + ".tar")
    args = ctx.actions.args()
    args.add("-o", layer)
    args.add(ctx.file.binary, format = ctx.attr.path + "=%s")
    ctx.actions.run(
        arguments = [args],
        executable = ctx.executable._writer,
        inputs = [ctx.file.binary],
        mnemonic = "ImageLayer",
        outputs = [layer],
        progress_message = "Writing image layer %{label}",
    )
    return [DefaultInfo(files = depset([layer]))]

_layer = rule(
    implementation = _layer_impl,
    attrs = {
        "binary": attr.label(allow_single_file = True, mandatory = True),
        "path": attr.string(mandatory = True),
        "_writer": attr.label(cfg = "exec", default = "//tools/image/layer", executable = True),
    },
    doc = "A layer with one executable and the folders above it.",
)

def _canonical_image_impl(ctx):
    layout = ctx.actions.declare_directory(ctx.label.name)
    ctx.actions.run(
        arguments = ["canonicalize", "oci:" + ctx.file.image.path, "--output", layout.path],
        executable = ctx.executable._imageparity,
        inputs = [ctx.file.image],
        mnemonic = "CanonicalImage",
        outputs = [layout],
        progress_message = "Canonicalizing image %{label}",
    )
    return [DefaultInfo(files = depset([layout]), runfiles = ctx.runfiles([layout]))]

_canonical_image = rule(
    implementation = _canonical_image_impl,
    attrs = {
        "image": attr.label(allow_single_file = True, mandatory = True),
        "_imageparity": attr.label(cfg = "exec", default = "//tools/imageparity", executable = True),
    },
    doc = "The canonical form (docs/canonical-image.md) of an image or an index: an OCI layout folder.",
)

def service_image(name, binary, repository, port, command):
    """Declares a service's image and what is done with it.

    The Dockerfile at the top says the same in its own words; `make parity` compares the two. Both
    reduce to one canonical form, and that is what is declared here.

    Args:
      name: the image, for the platform of the build. Beside it, NAME_index is the image for both
        Linux platforms, NAME_load loads NAME into Docker, NAME_push pushes NAME_index to --repository.
      binary: the service's static go_binary; its name is the program's.
      repository: the name that NAME_load gives the image, with the tag `bazel`.
      port: the TCP port that the service listens on.
      command: the arguments that the program runs with by default.
    """
    program = "/app/" + native.package_relative_label(binary).name
    _layer(
        name = name + "_layer",
        binary = binary,
        path = program,
    )
    oci_image(
        name = name + "_as_built",
        architecture = select({
            "@platforms//cpu:aarch64": "arm64",
            "@platforms//cpu:x86_64": "amd64",
        }),
        cmd = command,
        entrypoint = [program],
        # What Docker gives to an image that says nothing of it.
        env = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
        exposed_ports = ["{}/tcp".format(port)],
        os = "linux",
        tars = [":" + name + "_layer"],
        user = "65532:65532",
        workdir = "/",
    )
    _canonical_image(
        name = name,
        image = ":" + name + "_as_built",
    )
    oci_image_index(
        name = name + "_index_as_built",
        images = [":" + name],
        platforms = [
            "@rules_go//go/toolchain:linux_amd64",
            "@rules_go//go/toolchain:linux_arm64",
        ],
    )
    _canonical_image(
        name = name + "_index",
        image = ":" + name + "_index_as_built",
    )
    oci_load(
        name = name + "_load",
        image = ":" + name,
        repo_tags = [repository + ":bazel"],
    )
    oci_push(
        name = name + "_push",
        image = ":" + name + "_index",
    )
