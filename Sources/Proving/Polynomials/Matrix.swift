public import Fields

#if !hasFeature(Embedded)
    import CKernels
#endif

/// A table of field elements, row after row.
///
/// The owner decides the order of rows: natural (row i belongs to the i-th power of a root of
/// unity) or bit-reversed.
public struct Matrix: Sendable, Equatable {
    /// Number of rows.
    public let height: Int
    /// Number of columns.
    public let width: Int
    /// The elements; row r and column c are at index r * width + c.
    public var elements: [Goldilocks]

    /// A table of the given elements, whose number is a multiple of `width`.
    public init(width: Int, elements: [Goldilocks]) {
        precondition(width > 0 && elements.count % width == 0)
        self.width = width
        height = elements.count / width
        self.elements = elements
    }

    /// A table of zeros.
    public init(zeros height: Int, width: Int) {
        self.init(width: width, elements: [Goldilocks](repeating: .zero, count: height * width))
    }

    /// A table filled by a function, which must write every element.
    public init(
        height: Int, width: Int,
        filledBy body: (UnsafeMutableBufferPointer<Goldilocks>) -> Void
    ) {
        precondition(height >= 0 && width > 0)
        let count = height * width
        self.init(
            width: width,
            elements: [Goldilocks](unsafeUninitializedCapacity: count) { buffer, initialized in
                #if !hasFeature(Embedded)
                    // A large table costs less time in page faults on large pages.
                    ckernels_use_large_pages(buffer.baseAddress, 8 * count)
                #endif
                body(UnsafeMutableBufferPointer(rebasing: buffer[0..<count]))
                initialized = count
            })
    }

    /// The element at a row and column.
    public subscript(row: Int, column: Int) -> Goldilocks {
        get {
            assert(column < width)
            return elements[row * width + column]
        }
        set {
            assert(column < width)
            elements[row * width + column] = newValue
        }
    }

    /// One row.
    public func row(_ row: Int) -> ArraySlice<Goldilocks> {
        elements[row * width..<(row + 1) * width]
    }
}
