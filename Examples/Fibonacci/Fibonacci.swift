import GuestRuntime

/// Reads a number n in decimal digits and writes the n-th Fibonacci number modulo 2^32, also in
/// digits: the smallest useful guest.
@main enum Program {
    static func main() {
        var index: UInt32 = 0
        for digit in Guest.readFrame() where digit >= 0x30 && digit <= 0x39 {
            index = index &* 10 &+ UInt32(digit - 0x30)
        }
        var (current, next): (UInt32, UInt32) = (0, 1)
        for _ in 0..<index { (current, next) = (next, current &+ next) }
        Guest.writeFrame(digits(of: current))
    }

    static func digits(of value: UInt32) -> [UInt8] {
        var rest = value
        var digits = [UInt8]()
        repeat {
            digits.insert(UInt8(0x30 + rest % 10), at: 0)
            rest /= 10
        } while rest > 0
        return digits
    }
}
