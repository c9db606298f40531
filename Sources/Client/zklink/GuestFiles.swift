import Bytes
import FRI
import Foundation
import Network
import Parallel
import Riscv
import RiscvCircuits
import RiscvProver

/// Programs in files, and provers of them.
enum GuestFiles {
    /// The program of an ELF file.
    static func program(_ path: String) throws -> Program {
        try program(elf: InputFile.bytes(path, limit: ProgramLimits.fileByteCount), path)
    }

    /// The program of the content of an ELF file.
    static func program(elf bytes: [UInt8], _ path: String) throws -> Program {
        do {
            guard !bytes.isEmpty else { throw InputError("\(path) is empty") }
            let program = try Program(elf: bytes)
            // Segments that exceed the memory are found when the machine is set up.
            _ = try Executor(program)
            return program
        } catch let error as ProgramError {
            throw InputError(
                "\(path) is not a program for this machine: \(ErrorText.words(error))",
                reason: "program")
        }
    }

    /// The prover of a program, which includes its key.
    static func prover(
        _ program: Program, _ set: ParameterSet, workers: Workers
    ) throws -> RunProver<RiscvMachine> {
        do {
            return try RunProver<RiscvMachine>(program, parameterSet: set, workers: workers)
        } catch {
            throw CommandFailure("key", "the program has no key: \(ErrorText.words(error))")
        }
    }
}
