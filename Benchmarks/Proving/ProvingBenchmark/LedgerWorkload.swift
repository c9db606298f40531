import Foundation
import Riscv
import RiscvCircuits

/// The token ledger of `Examples/` with as many transfers as fit a number of cycles.
struct LedgerWorkload {
    /// A program has not been built.
    struct Missing: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) is not there: run scripts/guests.sh" }
    }

    static let name = "TokenLedger"
    private static let accountCount: UInt32 = 64

    let program: Program

    init() throws {
        let path = "build/guests/\(Self.name).elf"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Missing(path: path)
        }
        program = try Program(elf: Array(data))
    }

    /// Account count, balances, then sender, receiver and amount of each transfer, as the program
    /// reads them; about a quarter asks for more than the sender has.
    static func input(transferCount: Int) -> WordStream {
        var state: UInt64 = 1
        func next(below bound: UInt32) -> UInt32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt32(truncatingIfNeeded: state >> 33) % bound
        }
        var numbers = [accountCount]
        for _ in 0..<accountCount { numbers.append(next(below: 1_000)) }
        for _ in 0..<transferCount {
            numbers += [next(below: accountCount), next(below: accountCount), next(below: 400)]
        }
        let bytes = numbers.flatMap { number in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
        }
        return WordStream(frames: [bytes])
    }

    /// The largest input with which the run takes at most 2^k cycles.
    func input(cyclesLog2: Int) throws -> (input: WordStream, transfers: Int, cycles: UInt64) {
        func cycles(_ transferCount: Int) throws -> UInt64 {
            try program.execute(
                input: Self.input(transferCount: transferCount),
                precompiles: RiscvMachine.precompiles
            ).cycleCount
        }
        let limit = UInt64(1) << UInt64(cyclesLog2)
        var (low, high) = (0, Int(limit / 64))
        while high - low > 1 {
            let middle = (low + high) / 2
            if try cycles(middle) <= limit { low = middle } else { high = middle }
        }
        return (Self.input(transferCount: low), low, try cycles(low))
    }
}
