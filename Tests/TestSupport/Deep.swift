import Glibc

/// Whether the exhaustive runs are requested: `make test-deep` sets ZKLINK_DEEP.
public enum Deep {
    /// True for the exhaustive runs.
    public static let isOn = getenv("ZKLINK_DEEP").map { String(cString: $0) == "1" } ?? false
}
