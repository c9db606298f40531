import FRI
import Glibc

// Passes altered proofs to the decoder and the verifier:
//
//     hostile-proofs COUNT [FIRST]
//
// and prints the results as JSON. A trap ends the process; the last number on standard error is
// near that of the proof. The address space is limited to 64 MiB more than after the preparation,
// so that a greater allocation is a trap as well.

/// Number of bytes that the process has mapped.
func mappedByteCount() -> UInt64 {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 64)
    guard fgets(&buffer, 64, file) != nil else { return 0 }
    return strtoull(buffer, nil, 10) * 4_096
}

func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

let allocationLimit: UInt64 = 64 << 20
let count = CommandLine.arguments.count > 1 ? UInt64(CommandLine.arguments[1]) ?? 20_000 : 20_000
let first = CommandLine.arguments.count > 2 ? UInt64(CommandLine.arguments[2]) ?? 0 : 0

var poseidon = try Campaign<Poseidon2Hashing>()
var sha = try Campaign<SHA256Hashing>()
for number in first..<first + 64 { poseidon.run(number: number) }
let mapped = mappedByteCount()
var limit = rlimit(
    rlim_cur: rlim_t(mapped + allocationLimit), rlim_max: rlim_t(mapped + allocationLimit))
guard mapped > 0, setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else {
    say("the address space cannot be limited")
    exit(2)
}
for number in first..<first + count {
    if number % 1_000 == 0 { say("\(number)") }
    if number % 4 == 3 { sha.run(number: number) } else { poseidon.run(number: number) }
}
var outcomes = poseidon.counts
for (name, number) in sha.counts { outcomes[name, default: 0] += number }
let lines = outcomes.sorted { $0.key < $1.key }.map { "    \"\($0.key)\": \($0.value)" }
let slowest = max(poseidon.slowestSeconds, sha.slowestSeconds)
print(
    """
    {
      "runs": \(poseidon.runCount + sha.runCount),
      "verified": \(poseidon.verifiedCount + sha.verifiedCount),
      "accepted": \(poseidon.acceptedCount + sha.acceptedCount),
      "slowest_microseconds": \(Int(slowest * 1e6)),
      "address_space_limit_bytes": \(allocationLimit),
      "outcomes": {
    \(lines.joined(separator: ",\n"))
      }
    }
    """)
exit(poseidon.acceptedCount + sha.acceptedCount == 0 && slowest < 1 ? 0 : 1)
