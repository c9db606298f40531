import Bytes
import Constraints
import FRI
import StarkVerifier

/// A proof that some input leads a program to an exit code and an output.
///
/// It has all that a verifier needs beside the program's digest. Layout in
/// `docs/protocol/proofs.md`. The inner proof stays encoded, as it can be decoded only under a key
/// known to be right.
public struct RiscvProof: Equatable, Sendable {
    /// The program's key, as the proof claims it.
    public let key: ProgramKey
    /// Exit code and output.
    public let result: RunResult
    /// The encoded proof of the machine.
    public let machineProof: [UInt8]

    /// The first four bytes: "ZKRV".
    public static let magic: UInt32 = 0x5a4b_5256
    /// The version of the format; readers refuse any other.
    public static let version: UInt32 = 1
    /// Greatest number of words of output of one proof.
    public static let outputWordLimit = 1 << 18
    /// Greatest number of bytes of an encoding: output, inner proof, and the parts before them.
    public static let byteCountLimit =
        4 * outputWordLimit + ProofFormat.byteCountLimit + 1 << 16

    /// A proof of the given parts.
    public init(key: ProgramKey, result: RunResult, machineProof: [UInt8]) {
        self.key = key
        self.result = result
        self.machineProof = machineProof
    }

    /// The claim of the proof.
    public var claim: RunClaim {
        RunClaim(entry: key.entry, memory: key.memory, result: result)
    }

    /// The encoding.
    public var bytes: [UInt8] {
        var writer = ByteWriter(capacity: machineProof.count + 4 * result.output.count + 1024)
        writer.append(Self.magic)
        writer.append(Self.version)
        key.write(to: &writer)
        writer.append(result.exitCode)
        writer.append(UInt32(truncatingIfNeeded: result.output.count))
        for word in result.output { writer.append(word) }
        writer.append(machineProof)
        return writer.bytes
    }

    /// Reads a proof from untrusted bytes; memory is allocated only for bytes that are there.
    public init<Chips: ProgramMachine>(
        _ bytes: [UInt8], machine: Chips.Type = RiscvMachine.self
    ) throws(RiscvProofError) {
        guard bytes.count <= Self.byteCountLimit else {
            throw .byteCountLimit(limit: Self.byteCountLimit, actual: bytes.count)
        }
        var reader = ByteReader(bytes)
        guard try Self.integer(&reader) == Self.magic else { throw .magic }
        let version = try Self.integer(&reader)
        guard version == Self.version else { throw .version(version) }
        do {
            key = try ProgramKey(from: &reader, machine: machine)
        } catch {
            throw .key(error)
        }
        let exitCode = try Self.integer(&reader)
        let count = Int(try Self.integer(&reader))
        guard count <= Self.outputWordLimit else {
            throw .outputLimit(limit: Self.outputWordLimit, actual: count)
        }
        guard count <= reader.remaining / 4 else {
            throw .decoding(.truncated(needed: 4 * count, available: reader.remaining))
        }
        var output = [UInt32]()
        output.reserveCapacity(count)
        for _ in 0..<count { output.append(try Self.integer(&reader)) }
        result = RunResult(exitCode: exitCode, output: output)
        machineProof = try Self.rest(&reader)
    }

    private static func integer(_ reader: inout ByteReader) throws(RiscvProofError) -> UInt32 {
        do {
            return try reader.read(UInt32.self)
        } catch {
            throw .decoding(error)
        }
    }

    private static func rest(_ reader: inout ByteReader) throws(RiscvProofError) -> [UInt8] {
        do {
            return try reader.readBytes(reader.remaining)
        } catch {
            throw .decoding(error)
        }
    }
}
