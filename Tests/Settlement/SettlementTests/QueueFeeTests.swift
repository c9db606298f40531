import Settlement
import Testing

@Suite struct QueueFeeTests {
    @Test(
        arguments: [
            (0, 0), (1, 2), (9, 10), (10, 11), (11, 13), (20_000_000_000_000, 22_000_000_000_000),
            (UInt128.max - 1, UInt128.max), (UInt128.max, UInt128.max),
        ] as [(UInt128, UInt128)])
    func sendsATenthMore(present: UInt128, sent: UInt128) {
        #expect(QueueFee(present: present).sent == sent)
    }
}
