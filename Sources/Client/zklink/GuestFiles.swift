import Bytes
import FRI
import Foundation
import Network
import Parallel
import Riscv
import RiscvCircuits
import RiscvProver

/// Reading and writing of programs, inputs, proofs and outputs.
enum GuestFiles {
    /// The program of an ELF file.
    static func program(_ path: String) throws -> Program {
        do {
            return try Program(elf: bytes(path, limit: ProgramLimits.fileByteCount))
        } catch let error as ProgramError {
            throw InputError("\(path) is no program for this machine: \(error)")
        }
    }

    /// The prover of a program, which includes its key.
    static func prover(
        _ program: Program, _ set: ParameterSet, workers: Workers
    ) throws -> RunProver<RiscvMachine> {
        do {
            return try RunProver<RiscvMachine>(program, parameterSet: set, workers: workers)
        } catch {
            throw CommandFailure("key", "the program has no key: \(error)")
        }
    }

    /// The bytes of a file named by the user.
    static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InputError("cannot read \(path)")
        }
        return Array(data)
    }

    /// The bytes of a file; one longer than the limit is refused before it is read completely.
    static func bytes(_ path: String, limit: Int) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: limit + 1) ?? Data()
        else { throw InputError("cannot read \(path)") }
        guard data.count <= limit else {
            throw CommandFailure("tooLong", "\(path) has more than \(limit) bytes")
        }
        return Array(data)
    }

    /// Writes a file atomically.
    static func write(_ bytes: [UInt8], to path: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw InputError("cannot write \(path)")
        }
    }

    /// Refuses a path that cannot be written, before any work is done.
    static func checkWritable(_ path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard !(exists && isFolder.boolValue), FileManager.default.isWritableFile(atPath: folder)
        else { throw InputError("cannot write \(path)") }
    }

    /// Output words as bytes, the first byte of each least significant.
    static func bytes(ofWords words: [UInt32]) -> [UInt8] {
        words.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
    }

    /// The frames of an output; `null` when the words are not frames.
    static func json(output words: [UInt32]) -> JSON {
        guard let frames = WordStream(words: words).frames else { return .null }
        return .array(frames.map { .string("0x" + Hex.encode($0)) })
    }

    /// The frames of an output, one a line.
    static func lines(output words: [UInt32]) -> [String] {
        guard let frames = WordStream(words: words).frames else {
            return ["output of \(words.count) words, which are no frames"]
        }
        return frames.map { "output 0x" + Hex.encode($0) }
    }
}
