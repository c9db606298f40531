import CBN254

extension UnsafeMutableRawBufferPointer {
    /// Overwrites every byte with zero in a way that no optimiser leaves out.
    public func wipe() {
        if let baseAddress { cbn254_wipe(baseAddress, count) }
    }
}

extension Fr {
    /// Overwrites the element with zero in a way that no optimiser leaves out.
    public mutating func wipe() {
        withUnsafeMutableBytes(of: &self) { $0.wipe() }
    }
}
