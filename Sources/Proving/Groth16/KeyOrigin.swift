public import Bytes

/// Origin of a proving key, as its file claims.
///
/// The mark prevents mistakes, not fraud. Only the transcript, whose hash the mark has, proves that
/// a ceremony took place.
public enum KeyOrigin: Sendable, Equatable {
    /// One party generated the key and could have kept the secrets, which prove anything.
    case development
    /// A ceremony of several parties with a transcript of this hash.
    case ceremony(transcript: Bytes32)
    /// The file has no mark, as those of other tools.
    case unmarked

    /// Length of the section: the case, then the hash or zeros.
    package static let byteCount = 4 + 32

    private static let developmentCode: UInt32 = 0
    private static let ceremonyCode: UInt32 = 1

    /// Reads the section of a key file, if there is one.
    init(_ file: SectionReader) throws(Groth16Error) {
        guard file.hasSection(KeySection.origin) else {
            self = .unmarked
            return
        }
        var cursor = try file.section(KeySection.origin)
        try cursor.requireLength(Self.byteCount)
        switch try cursor.uint32() {
        case Self.developmentCode: self = .development
        case Self.ceremonyCode:
            guard let hash = Bytes32(cursor.rest) else { throw .truncated }
            self = .ceremony(transcript: hash)
        default: throw .number(section: KeySection.origin, field: "origin")
        }
    }

    /// Appends the contents of the section; a key generated here always has a mark.
    package func write(to writer: inout SectionWriter) {
        switch self {
        case .ceremony(let transcript):
            writer.append(Self.ceremonyCode)
            for byte in transcript.array { writer.append(byte) }
        case .development, .unmarked:
            writer.append(Self.developmentCode)
            for _ in 0..<32 { writer.append(UInt8(0)) }
        }
    }
}
