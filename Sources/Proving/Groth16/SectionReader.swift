package import BN254

/// The container of the files of circom and snarkjs.
///
/// Four letters, a version, and sections with a type and a length, all numbers little-endian.
package struct SectionReader {
    /// The bytes of each section by type.
    private var sections: [UInt32: UnsafeRawBufferPointer] = [:]

    /// Greatest number of sections of a file; none of the formats has more than ten.
    private static let maximumCount: UInt32 = 64

    /// Finds the sections; all offsets are checked against the length of the bytes.
    package init(
        _ bytes: UnsafeRawBufferPointer, magic: String, version: UInt32
    ) throws(Groth16Error) {
        var cursor = Cursor(bytes, section: 0)
        guard bytes.count >= 4, bytes[0..<4].elementsEqual(magic.utf8) else {
            throw .format(expected: magic)
        }
        _ = try cursor.uint32()
        let actual = try cursor.uint32()
        guard actual == version else { throw .version(expected: version, actual: actual) }
        let count = try cursor.uint32()
        guard count <= Self.maximumCount else { throw .number(section: 0, field: "sections") }
        for _ in 0..<count {
            let type = try cursor.uint32()
            guard let length = Int(exactly: try cursor.uint64()) else { throw .truncated }
            guard sections[type] == nil else { throw .repeatedSection(type) }
            sections[type] = try cursor.take(length)
        }
    }

    /// The sections of a key file.
    package init(key bytes: UnsafeRawBufferPointer) throws(Groth16Error) {
        try self.init(bytes, magic: KeySection.magic, version: KeySection.version)
    }

    /// A required section that is a list of exactly `count` points; the points are not checked.
    package func points<Group: CurveGroup>(
        _ type: UInt32, count: Int
    ) throws(Groth16Error) -> PointList<Group> {
        let cursor = try section(type)
        try cursor.requireLength(count * PointList<Group>.stride)
        guard let base = cursor.rest.baseAddress else { throw .truncated }
        return PointList(base: base, count: count)
    }

    /// Whether the file has a section.
    package func hasSection(_ type: UInt32) -> Bool { sections[type] != nil }

    /// A required section; throws `missingSection`.
    package func section(_ type: UInt32) throws(Groth16Error) -> Cursor {
        guard let bytes = sections[type] else { throw .missingSection(type) }
        return Cursor(bytes, section: type)
    }

    /// Reads a section from its start to its end.
    package struct Cursor {
        package private(set) var rest: UnsafeRawBufferPointer
        package let section: UInt32

        init(_ bytes: UnsafeRawBufferPointer, section: UInt32) {
            rest = bytes
            self.section = section
        }

        package mutating func take(_ count: Int) throws(Groth16Error) -> UnsafeRawBufferPointer {
            guard count >= 0, count <= rest.count else { throw .truncated }
            let taken = UnsafeRawBufferPointer(rebasing: rest[..<count])
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            return taken
        }

        package mutating func uint32() throws(Groth16Error) -> UInt32 {
            UInt32(littleEndian: try take(4).loadUnaligned(as: UInt32.self))
        }

        package mutating func uint64() throws(Groth16Error) -> UInt64 {
            UInt64(littleEndian: try take(8).loadUnaligned(as: UInt64.self))
        }

        /// Reads an integer of 32 bytes, least significant first.
        package mutating func integer() throws(Groth16Error) -> Integer256 {
            Integer256(try uint64(), try uint64(), try uint64(), try uint64())
        }

        /// Reads an integer below r.
        package mutating func scalar() throws(Groth16Error) -> Fr {
            guard let scalar = Fr(canonical: try integer()) else { throw .scalarTooLarge }
            return scalar
        }

        /// Reads the length 32 and a modulus; throws `otherField` for another one.
        package mutating func requireModulus(_ modulus: Integer256) throws(Groth16Error) {
            guard try uint32() == 32, try integer() == modulus else { throw .otherField }
        }

        /// Throws unless exactly `count` bytes are left.
        package func requireLength(_ count: Int) throws(Groth16Error) {
            guard rest.count == count else {
                throw .sectionLength(section: section, expected: count, actual: rest.count)
            }
        }
    }
}

/// Writes a container into memory whose size was computed before.
package struct SectionWriter {
    private var rest: UnsafeMutableRawBufferPointer

    /// Length of the head of a file, and of the head of a section.
    package static let headByteCount = 12
    package static let sectionByteCount = 12

    package init(
        _ bytes: UnsafeMutableRawBufferPointer, magic: String, version: UInt32, sections: UInt32
    ) {
        rest = bytes
        for byte in magic.utf8 { append(byte) }
        append(version)
        append(sections)
    }

    /// A writer into an existing section.
    package init(_ bytes: UnsafeMutableRawBufferPointer) {
        rest = bytes
    }

    package mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        reserve(MemoryLayout<Value>.size).storeBytes(of: value.littleEndian, as: Value.self)
    }

    package mutating func append(_ integer: Integer256) {
        for index in 0..<4 { append(integer.words[index]) }
    }

    /// Appends an element in Montgomery's form.
    package mutating func append(stored element: Fr) {
        reserve(32).storeBytes(of: element, as: Fr.self)
    }

    package mutating func append<Group: CurveGroup>(_ point: AffinePoint<Group>) {
        reserve(PointList<Group>.stride).storeBytes(of: point, as: AffinePoint<Group>.self)
    }

    /// Begins a section of a length.
    package mutating func begin(_ type: UInt32, byteCount: Int) {
        append(type)
        append(UInt64(byteCount))
    }

    /// The next bytes, for the caller to fill.
    package mutating func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
        let part = UnsafeMutableRawBufferPointer(rebasing: rest[..<count])
        rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
        return part
    }
}
