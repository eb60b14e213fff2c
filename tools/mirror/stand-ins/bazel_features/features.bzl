"""What Bazel 7.7 can do, as far as the modules of this build ask."""

bazel_features = struct(
    external_deps = struct(
        bazel_mod_tidy = True,
        extension_metadata_has_reproducible = True,
        module_extension_has_os_arch_dependent = True,
    ),
    rules = struct(
        instrumented_files_info_has_baseline_coverage_files = False,
        # Asked by the real rules_oci.
        permits_treeartifact_uplevel_symlinks = True,
    ),
)
