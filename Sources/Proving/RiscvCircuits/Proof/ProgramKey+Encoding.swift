public import Bytes
import Commitments
import FRI
import Hashing

/// Encoding of a key: integers, most significant byte first, then the nodes.
extension ProgramKey {
    /// Appends the key.
    public func write(to writer: inout ByteWriter) {
        writer.append(parameterSet.rawValue)
        writer.append(entry)
        for bound in [memory.start, memory.imageStart, memory.imageEnd, memory.end] {
            writer.append(bound)
        }
        writer.append(UInt8(truncatingIfNeeded: programHeightLog2))
        for node in fixedCap { Poseidon2Tree.write(node, to: &writer) }
    }

    /// Reads a key from untrusted bytes; parameters and heights determine its length.
    public init<Chips: ProgramMachine>(
        from reader: inout ByteReader, machine: Chips.Type = RiscvMachine.self
    ) throws(ProgramKeyError) {
        let number = try Self.integer(UInt32.self, &reader)
        guard let parameterSet = ParameterSet(rawValue: number) else {
            throw .parameterSet(number)
        }
        let entry = try Self.integer(UInt32.self, &reader)
        let start = try Self.integer(UInt32.self, &reader)
        let imageStart = try Self.integer(UInt32.self, &reader)
        let imageEnd = try Self.integer(UInt32.self, &reader)
        let end = try Self.integer(UInt32.self, &reader)
        guard
            let memory = MemoryBounds(
                start: start, imageStart: imageStart, imageEnd: imageEnd, end: end)
        else {
            throw .memory(start: start, imageStart: imageStart, imageEnd: imageEnd, end: end)
        }
        let height = try Self.integer(UInt8.self, &reader)
        let count = try Self.capCount(
            parameterSet: parameterSet, memory: memory, programHeightLog2: Int(height),
            machine: machine)
        var cap = [Digest]()
        for _ in 0..<count {
            do {
                cap.append(try Poseidon2Tree.readNode(from: &reader))
            } catch {
                throw .decoding(error)
            }
        }
        try self.init(
            parameterSet: parameterSet, entry: entry, memory: memory,
            programHeightLog2: Int(height), fixedCap: cap, machine: machine)
    }

    private static func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type, _ reader: inout ByteReader
    ) throws(ProgramKeyError) -> Value {
        do {
            return try reader.read(type)
        } catch {
            throw .decoding(error)
        }
    }
}
