import GuestRuntime

/// Reads a word n and writes the n-th Fibonacci number modulo 2^32: the smallest useful guest.
@main struct Fibonacci {
    static func main() {
        var current: UInt32 = 0
        var next: UInt32 = 1
        for _ in 0..<Guest.readWord() {
            (current, next) = (next, current &+ next)
        }
        Guest.writeWord(current)
    }
}
