"""What a WORKSPACE file calls: nothing here has one."""

def bazel_features_deps():
    pass
