/// Effects of host calls, as `HostCall` specifies them.
extension Executor {
    /// End of a host call.
    enum HostCallResult {
        case done
        case exit(code: UInt32)
        case refused(HostCallRefusal)
    }

    /// Performs the call in a7 and reports it to the observer.
    mutating func callHost<Observer: ExecutionObserver>(
        observer: inout Observer
    ) -> HostCallResult {
        let call = HostCall(rawValue: register(17))
        do throws(HostCallRefusal) {
            let regions = try perform(call, observer: &observer)
            if Observer.isActive {
                observer.didCallHost(
                    HostCallEvent(
                        cycle: cycleCount, pc: pc, call: call, argument0: register(10),
                        argument1: register(11), regions: regions))
            }
        } catch {
            return .refused(error)
        }
        return call == .exit ? .exit(code: register(10)) : .done
    }

    private mutating func perform<Observer: ExecutionObserver>(
        _ call: HostCall, observer: inout Observer
    ) throws(HostCallRefusal) -> [HostCallEvent.Region] {
        let address = register(10)
        let count = register(11)
        switch call {
        case .exit: return []
        case .readInput: return [try readInput(to: address, wordCount: count)]
        case .writeOutput: return [try writeOutput(from: address, wordCount: count)]
        case .debugLog:
            if count & HostCall.regionMark != 0 {
                try mark(
                    nameAt: address, byteCount: count & ~HostCall.regionMark, observer: &observer)
            } else if count & HostCall.quotientMark != 0 {
                try giveQuotient(at: address, byteCount: count & ~HostCall.quotientMark)
            } else {
                try appendLog(from: address, byteCount: count)
            }
            return []
        default:
            guard let precompile = precompiles.first(where: { $0.call == call }) else {
                throw .unknownNumber(call.rawValue)
            }
            return try perform(precompile)
        }
    }

    /// Reads the words of all regions, applies the effect and stores what is updated.
    private mutating func perform(
        _ precompile: Precompile
    ) throws(HostCallRefusal) -> [HostCallEvent.Region] {
        var words = [UInt32]()
        words.reserveCapacity(precompile.wordCount)
        for region in precompile.regions {
            words += try self.region(
                at: register(region.argument.register), wordCount: UInt32(region.wordCount))
        }
        let before = words
        try precompile.effect(&words)
        var regions = [HostCallEvent.Region]()
        var start = 0
        for region in precompile.regions {
            let range = start..<start + region.wordCount
            start = range.upperBound
            let address = register(region.argument.register)
            let isUpdated = region.access == .update
            if isUpdated { store(Array(words[range]), at: address) }
            regions.append(
                HostCallEvent.Region(
                    address: address, tick: region.tick, before: Array(before[range]),
                    after: Array(isUpdated ? words[range] : before[range])))
        }
        return regions
    }

    private mutating func readInput(
        to address: UInt32, wordCount: UInt32
    ) throws(HostCallRefusal) -> HostCallEvent.Region {
        let before = try region(at: address, wordCount: wordCount)
        let hintCount = min(Int(wordCount), hints.count)
        let available = input.count - inputPosition + hintCount
        guard Int(wordCount) <= available else {
            throw .inputExhausted(needed: wordCount, available: UInt32(clamping: available))
        }
        let end = inputPosition + Int(wordCount) - hintCount
        let words = hints.prefix(hintCount) + input[inputPosition..<end]
        hints.removeFirst(hintCount)
        inputPosition = end
        store(Array(words), at: address)
        return HostCallEvent.Region(
            address: address, tick: HostTick.write, before: before, after: Array(words))
    }

    /// Makes floor(a b / d) of the three integers at an address the next input.
    private mutating func giveQuotient(
        at address: UInt32, byteCount: UInt32
    ) throws(HostCallRefusal) {
        guard byteCount == HostCall.quotientByteCount else {
            throw .limitExceeded(limit: HostCall.quotientByteCount, actual: byteCount)
        }
        let words = try region(at: address, wordCount: byteCount / 4)
        func integer(_ start: Int) -> UInt128 {
            (0..<4).reduce(0) { $0 | UInt128(words[start + $1]) << UInt128(32 * $1) }
        }
        let (product, divisor) = (integer(0).multipliedFullWidth(by: integer(4)), integer(8))
        let quotient =
            product.high < divisor ? divisor.dividingFullWidth(product).quotient : 0
        hints = (0..<4).map { UInt32(truncatingIfNeeded: quotient >> UInt128(32 * $0)) }
    }

    private mutating func writeOutput(
        from address: UInt32, wordCount: UInt32
    ) throws(HostCallRefusal) -> HostCallEvent.Region {
        let words = try region(at: address, wordCount: wordCount)
        guard words.count <= limits.outputWordCount - output.words.count else {
            throw .totalExceeded(limit: limits.outputWordCount)
        }
        output.append(words: words)
        return HostCallEvent.Region(
            address: address, tick: HostTick.read, before: words, after: words)
    }

    private mutating func mark<Observer: ExecutionObserver>(
        nameAt address: UInt32, byteCount: UInt32, observer: inout Observer
    ) throws(HostCallRefusal) {
        let name = byteCount == 0 ? [] : try logBytes(at: address, byteCount: byteCount)
        guard Observer.isActive else { return }
        observer.didMark(
            name.isEmpty ? .end : .begin(name: String(decoding: name, as: UTF8.self)),
            cycle: cycleCount)
    }

    private mutating func logBytes(
        at address: UInt32, byteCount: UInt32
    ) throws(HostCallRefusal) -> [UInt8] {
        guard byteCount <= HostCall.logByteLimit else {
            throw .limitExceeded(limit: HostCall.logByteLimit, actual: byteCount)
        }
        guard let bytes = memoryBytes(at: address, count: Int(byteCount)) else {
            throw .regionOutsideMemory(address: address, byteCount: byteCount)
        }
        return bytes
    }

    private mutating func appendLog(
        from address: UInt32, byteCount: UInt32
    ) throws(HostCallRefusal) {
        let bytes = try logBytes(at: address, byteCount: byteCount)
        guard bytes.count <= limits.logByteCount - log.count else {
            throw .totalExceeded(limit: limits.logByteCount)
        }
        log.append(contentsOf: bytes)
    }

    /// Reads the words of a region, or throws unless it is inside the memory.
    ///
    /// A region of no words may be anywhere.
    mutating func region(
        at address: UInt32, wordCount: UInt32
    ) throws(HostCallRefusal) -> [UInt32] {
        guard wordCount <= HostCall.wordLimit else {
            throw .limitExceeded(limit: HostCall.wordLimit, actual: wordCount)
        }
        guard wordCount > 0 else { return [] }
        guard address % 4 == 0 else {
            throw .misalignedRegion(address: address)
        }
        guard memory.makeReady(address: address, byteCount: wordCount * 4) else {
            throw .regionOutsideMemory(address: address, byteCount: wordCount * 4)
        }
        return memory.words(at: address, count: Int(wordCount))
    }

    func store(_ words: [UInt32], at address: UInt32) {
        for (index, word) in words.enumerated() {
            memory.setWord(at: address + UInt32(index) * 4, to: word)
        }
    }
}
