"""What Bazel 7.7 can do, as far as the modules of this build ask."""

bazel_features = struct(
    external_deps = struct(
        bazel_mod_tidy = True,
        extension_metadata_has_reproducible = True,
        module_extension_has_os_arch_dependent = True,
    ),
    # Asked by the real rules_oci.
    rules = struct(
        permits_treeartifact_uplevel_symlinks = True,
    ),
)
