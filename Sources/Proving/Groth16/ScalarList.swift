public import BN254

/// A list of scalars in memory of the process, or in a mapped file.
///
/// A class, because the memory ends with the last user.
public final class ScalarList: @unchecked Sendable {
    public let values: UnsafeMutableBufferPointer<Fr>
    /// Keeps mapped memory alive; `nil` for memory of the process.
    private let owner: AnyObject?

    /// Zeros in memory of the process.
    public init(count: Int) {
        values = .allocate(capacity: count)
        values.initialize(repeating: .zero)
        owner = nil
    }

    /// Zeros in memory that stays as long as `owner` lives: 32 bytes a scalar, aligned to 8.
    public init(zeros bytes: UnsafeMutableRawBufferPointer, owner: AnyObject) {
        values = bytes.bindMemory(to: Fr.self)
        self.owner = owner
    }

    deinit {
        if owner == nil { values.deallocate() }
    }

    var constant: UnsafeBufferPointer<Fr> { UnsafeBufferPointer(values) }
}

/// Storage of a prover's lists with a scalar for each row of the domain.
public struct ListMemory: Sendable {
    let list: @Sendable (Int) throws(Groth16Error) -> ScalarList

    /// Lists of zeros, made by the caller's function from their counts.
    public init(_ list: @escaping @Sendable (Int) throws(Groth16Error) -> ScalarList) {
        self.list = list
    }

    /// Memory of the process.
    public static let process = ListMemory { count in ScalarList(count: count) }
}
