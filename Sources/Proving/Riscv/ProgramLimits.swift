/// Bounds of programs that the loader accepts.
public enum ProgramLimits {
    /// Bytes of an ELF file.
    public static let fileByteCount = 64 << 20
    /// Entries of the table of segments.
    public static let segmentCount = 64
    /// Entries of the table of sections.
    public static let sectionCount = 4096
    /// Entries of the symbol table.
    public static let symbolCount = 1 << 20
    /// Bytes between the first and the last instruction, gaps included.
    public static let codeByteCount = 1 << 23
}
