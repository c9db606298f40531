/// A named address of a program.
public struct Symbol: Equatable, Sendable {
    /// The name as the compiler wrote it.
    public let name: String
    /// The first address.
    public let address: UInt32
    /// Number of its bytes; zero when the file does not give it.
    public let byteCount: UInt32
    /// Whether the file marks it as a function.
    public let isFunction: Bool

    /// A symbol from its parts.
    public init(name: String, address: UInt32, byteCount: UInt32, isFunction: Bool) {
        self.name = name
        self.address = address
        self.byteCount = byteCount
        self.isFunction = isFunction
    }
}

/// The symbols of a program, by address.
public struct SymbolTable: Equatable, Sendable {
    /// Every symbol, in order of address, then name.
    public let symbols: [Symbol]
    /// The functions, in order of address, one for each address.
    public let functions: [Symbol]

    /// Sorts the symbols; of several functions at one address the first by name is kept.
    public init(_ unsorted: [Symbol] = []) {
        symbols = unsorted.sorted { ($0.address, $0.name) < ($1.address, $1.name) }
        var functions = [Symbol]()
        for symbol in symbols
        where symbol.isFunction && functions.last?.address != symbol.address {
            functions.append(symbol)
        }
        self.functions = functions
    }

    /// The first symbol with the name, in order of address.
    public func symbol(named name: String) -> Symbol? {
        symbols.first { $0.name == name }
    }

    /// The function of an address: the last that starts at or before it.
    ///
    /// A function with a size has only its own bytes.
    public func function(containing address: UInt32) -> Symbol? {
        var low = 0
        var high = functions.count
        while low < high {
            let middle = (low + high) / 2
            if functions[middle].address <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let candidate = functions[low - 1]
        if candidate.byteCount > 0, address - candidate.address >= candidate.byteCount {
            return nil
        }
        return candidate
    }
}
