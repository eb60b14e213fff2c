"""The rule that writes a package's metadata file."""

load("//providers:package_metadata_info.bzl", "PackageMetadataInfo")

def _package_metadata_impl(ctx):
    metadata = ctx.actions.declare_file(ctx.label.name + ".package-metadata.json")
    ctx.actions.write(metadata, json.encode({
        "attributes": {},
        "label": str(ctx.label),
        "purl": ctx.attr.purl,
    }))
    return [
        DefaultInfo(files = depset([metadata])),
        PackageMetadataInfo(metadata = metadata),
    ]

_package_metadata = rule(
    implementation = _package_metadata_impl,
    attrs = {"purl": attr.string(mandatory = True)},
)

def package_metadata(*, name, purl, visibility = None, tags = None):
    # A package's default metadata would make the target depend on itself.
    _package_metadata(
        name = name,
        applicable_licenses = [],
        purl = purl,
        tags = tags,
        visibility = visibility,
    )
