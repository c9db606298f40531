import Glibc
import Riscv

/// Names of a program's functions as their author wrote them.
enum SymbolName {
    /// Address and function of a frame of a trapped run.
    static func text(of frame: TrapPlace.Frame) -> String {
        let digits = String(frame.address, radix: 16)
        let address = "0x" + String(repeating: "0", count: 8 - digits.count) + digits
        guard let function = frame.function else { return address }
        let offset = String(frame.address - function.address, radix: 16)
        return "\(address) in \(readable(function.name)) + 0x\(offset)"
    }

    /// A Swift symbol in the form of source, any other as it is.
    static func readable(_ symbol: String) -> String {
        let characters = Array(symbol.utf8CString)
        guard let text = demangle(characters, UInt(characters.count - 1), nil, nil, 0) else {
            return symbol
        }
        defer { free(text) }
        return String(cString: text)
    }
}

/// The demangler of the Swift runtime; the result is the caller's to free, `nil` for other symbols.
@_silgen_name("swift_demangle")
private func demangle(
    _ symbol: UnsafePointer<CChar>, _ count: UInt, _ buffer: UnsafeMutablePointer<CChar>?,
    _ capacity: UnsafeMutablePointer<UInt>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?
