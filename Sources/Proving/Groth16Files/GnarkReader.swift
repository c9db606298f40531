import BN254

/// Reads the bytes of a file of gnark from its start to its end.
struct GnarkReader {
    private let bytes: [UInt8]
    private var place = 0
    /// Whether points are compressed, as the first one of the file shows.
    private var form: GnarkFiles.Form?

    init(_ bytes: [UInt8]) throws(GnarkFiles.Failure) {
        guard bytes.count <= GnarkFiles.maximumByteCount else {
            throw .tooLong(byteCount: bytes.count)
        }
        self.bytes = bytes
    }

    private var rest: Int { bytes.count - place }

    private mutating func take(_ count: Int) throws(GnarkFiles.Failure) -> ArraySlice<UInt8> {
        guard count <= rest else { throw .truncated(place: place) }
        defer { place += count }
        return bytes[place..<place + count]
    }

    /// A number of four bytes, most significant first.
    mutating func uint32() throws(GnarkFiles.Failure) -> Int {
        try take(4).reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func integer() throws(GnarkFiles.Failure) -> Integer256 {
        guard let integer = Integer256(bigEndian: try take(32)) else {
            throw .truncated(place: place)
        }
        return integer
    }

    /// The number of elements of a list, each of at least `size` bytes: more than are left is
    /// refused before memory for them is asked for.
    mutating func count(ofSize size: Int) throws(GnarkFiles.Failure) -> Int {
        let start = place
        let count = try uint32()
        guard count <= rest / size else { throw .truncated(place: start) }
        return count
    }

    /// A point of the curve and of its group; infinity is one.
    mutating func point<Group: CurveGroup>() throws(GnarkFiles.Failure) -> AffinePoint<Group> {
        let start = place
        guard let first = bytes[place...].first else { throw .truncated(place: place) }
        let form: GnarkFiles.Form = first >> 6 == 0 ? .raw : .compressed
        guard form == self.form ?? form else { throw .mixedForms(place: place) }
        self.form = form
        let size = Group.Coordinate.byteCount
        let part = try take(form == .raw ? 2 * size : size)
        do throws(PointError) {
            return switch form {
            case .raw: try AffinePoint(ethereum: part)
            case .compressed: try AffinePoint(compressed: part)
            }
        } catch {
            throw .point(place: start, error)
        }
    }

    /// Throws unless all bytes were read.
    func requireEnd() throws(GnarkFiles.Failure) {
        guard rest == 0 else { throw .bytesLeft(byteCount: rest) }
    }
}
