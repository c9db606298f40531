import GuestRuntime

/// Exercises what programs use of Swift's standard library, for a test that compares with the host.
///
/// Input: a frame of text, then a frame of operands of eight bytes. Output: the lines of the report,
/// then what is the same in every run because the machine has no chance: random numbers and hashes.
@main enum Program {
    static func main() {
        let text = String(decoding: Guest.readFrame(), as: UTF8.self)
        let words = Guest.readWordFrame()
        let operands = stride(from: 0, to: words.count - 1, by: 2).map {
            UInt64(words[$0]) | UInt64(words[$0 + 1]) << 32
        }
        for line in Features.report(text: text, operands: operands) {
            Guest.writeFrame(Array(line.utf8))
        }
        print("printed: ", terminator: "")
        print(text)
        var hasher = Hasher()
        hasher.combine(text)
        Guest.writeFrame(Array("\(Int.random(in: 0..<1_000_000)) \(hasher.finalize())".utf8))
    }
}
