import Ledger
import TestSupport
import Testing

@Suite struct NonceWindowTests {
    @Test func admitsEachNonceOnceInAnyOrder() {
        var random = SeededGenerator(seed: 3)
        var window = NonceWindow()
        var used = Set<UInt32>()
        for _ in 0..<20_000 {
            let nonce = UInt32(max(0, Int(window.base) + Int(random.next() % 80) - 8))
            let before = window
            switch window.rejection(of: nonce) {
            case nil:
                #expect(!used.contains(nonce) && nonce - before.base < 64)
                window.use(nonce)
                used.insert(nonce)
                #expect(window.rejection(of: nonce) == .nonceUsed)
            case .nonceUsed: #expect(used.contains(nonce))
            default: #expect(!used.contains(nonce) && nonce - before.base >= 64)
            }
            #expect(window.bitmap & 1 == 0)
        }
        #expect(used.count > 1_000)
        #expect(window.base > 1_000)
    }

    @Test func movesPastAllLeadingUsedNonces() {
        var window = NonceWindow()
        for nonce in (UInt32(1)..<64).reversed() { window.use(nonce) }
        #expect(window.base == 0 && window.next == 0)
        #expect(window.rejection(of: 64) == .nonceOutOfWindow)
        window.use(0)
        #expect(window.base == 64 && window.bitmap == 0)
        #expect(window.rejection(of: 64) == nil)
        #expect(window.rejection(of: 127) == nil)
        #expect(window.rejection(of: 128) == .nonceOutOfWindow)
    }

    @Test func neverMovesPastItsLargestBase() throws {
        let limit = LedgerLimits.maximumNonceBase
        #expect(limit == 0xffff_ffc0)
        var window = try #require(NonceWindow(base: limit - 1, bitmap: 0))
        window.use(limit - 1)
        #expect(window.base == limit)
        for nonce in limit...UInt32.max { window.use(nonce) }
        #expect(window.base == limit && window.bitmap == .max && window.next == nil)
        for nonce in [0, limit - 1, limit, UInt32.max] {
            #expect(window.rejection(of: nonce) == .nonceUsed)
        }
        #expect(NonceWindow(base: limit + 1, bitmap: 0) == nil)
    }
}
