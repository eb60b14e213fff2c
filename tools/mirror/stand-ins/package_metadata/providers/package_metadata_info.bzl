"""The provider that carries a package's metadata file."""

PackageMetadataInfo = provider(
    doc = "Metadata of a Bazel package.",
    fields = {"metadata": "The JSON file with the package's purl."},
)
