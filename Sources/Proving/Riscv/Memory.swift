/// The flat memory of one machine.
///
/// The whole range is reserved at once but zeroed only as far as it has been used, so that a large
/// limit costs nothing. `readyByteCount` is the bound of the executor's single comparison; an
/// access beyond it calls `makeReady`, which extends the ready part or refuses.
struct Memory: ~Copyable {
    let start: UnsafeMutableRawPointer
    let address: UInt32
    let byteCount: UInt32
    private(set) var readyByteCount: UInt32

    /// Memory of zeros at an address; address and size are multiples of 4096, in the address space.
    init(address: UInt32, byteCount: Int) {
        self.address = address
        self.byteCount = UInt32(byteCount)
        start = .allocate(byteCount: byteCount, alignment: 64)
        readyByteCount = 0
    }

    deinit {
        start.deallocate()
    }

    /// Makes bytes from `address` ready, zero if never written; `false` when they are outside.
    mutating func makeReady(address wanted: UInt32, byteCount wantedCount: UInt32) -> Bool {
        let offset = wanted &- address
        guard offset <= byteCount, wantedCount <= byteCount - offset else { return false }
        let end = offset + wantedCount
        guard end > readyByteCount else { return true }
        // Doubling keeps the number of extensions small; 64 KiB is the least worth a call.
        let target = max(Int(end), Int(readyByteCount) * 2, 1 << 16)
        let rounded = min((target + 4095) & ~4095, Int(byteCount))
        (start + Int(readyByteCount)).initializeMemory(
            as: UInt8.self, repeating: 0, count: rounded - Int(readyByteCount))
        readyByteCount = UInt32(rounded)
        return true
    }

    /// The word at an address inside the ready part, a multiple of four.
    func word(at wanted: UInt32) -> UInt32 {
        UInt32(littleEndian: start.load(fromByteOffset: Int(wanted &- address), as: UInt32.self))
    }

    /// Sets the word at an address inside the ready part, a multiple of four.
    func setWord(at wanted: UInt32, to value: UInt32) {
        start.storeBytes(
            of: value.littleEndian, toByteOffset: Int(wanted &- address), as: UInt32.self)
    }

    /// The words of a region inside the ready part.
    func words(at wanted: UInt32, count: Int) -> [UInt32] {
        (0..<count).map { word(at: wanted &+ UInt32($0) &* 4) }
    }

    /// The bytes of a region inside the ready part.
    func bytes(at wanted: UInt32, count: Int) -> [UInt8] {
        let region = UnsafeRawBufferPointer(start: start + Int(wanted &- address), count: count)
        return Array(region)
    }

    /// Copies bytes to a region inside the ready part.
    func copy(_ bytes: [UInt8], to wanted: UInt32) {
        let region = UnsafeMutableRawBufferPointer(
            start: start + Int(wanted &- address), count: bytes.count)
        region.copyBytes(from: bytes)
    }
}
