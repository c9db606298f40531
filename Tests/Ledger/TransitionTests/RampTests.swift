import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

/// Ramps of the amplification of stable pools, and the operations of governance that order them.
@Suite struct RampTests {
    private static let day: UInt32 = 86_400
    private let one = StablePools.one
    private let million = StablePools.million

    private func ramp(
        _ target: UInt32 = 50_000, days: UInt32 = 3, pool: UInt16 = 0
    ) -> PriorityOperation {
        .rampAmplification(
            RampAmplification(pool: PoolID(pool), target: target, duration: days * Self.day))
    }

    /// A ledger with a stable pool 0 of A 1,000 and a pool 1 of another kind.
    private func ledger() throws -> TestLedger {
        var ledger = try TestLedger()
        ledger.setPool(a: 1_000_000, b: 2_000_000, supply: 1_414_213)
        ledger.records[.pool(PoolID(1))] = ledger.records[.pool(PoolID(0))]
        ledger.records[.pool(PoolID(0))] = .pool(StablePools.pool(1_000, million, million))
        return ledger
    }

    @Test func movesLinearlyBothWaysAndStops() {
        let start = TestLedger.now
        let days = UInt64(Self.day)
        for (target, afterADay) in [(50_000, 83_334), (200_000, 133_333)] as [(UInt32, UInt32)] {
            var pool = StablePools.pool(1_000, million, million)
            pool.ramp = AmplificationRamp(to: target, from: start, seconds: 3 * Self.day)
            let least: UInt32 = target > 100_000 ? target - 1 : target + 1
            for (time, value) in [
                (0, 100_000), (start, 100_000), (start + days, afterADay),
                (start + 3 * days - 1, least), (start + 3 * days, target), (.max, target),
            ] as [(UInt64, UInt32)] {
                #expect(pool.amplification(at: time) == value)
                #expect(pool.ramp.isRunning(at: time) == (time < start + 3 * days))
            }
        }
        let ends = AmplificationRamp(to: 1_000_000, from: 0, seconds: 31_536_000)
        #expect(ends.isValid(from: 500_000) && !ends.isValid(from: 499_999))
        #expect(ends.amplification(from: 500_000, at: 31_535_999) == 999_999)
        #expect(!AmplificationRamp.none.isRunning(at: 0))
        #expect(AmplificationRamp.none.amplification(from: 7, at: .max) == 7)
    }

    @Test func startsAtTheTimeOfTheBlock() throws {
        var executor = try ledger().executor()
        #expect(executor.apply(ramp()).receipt == .done)
        let changed = executor.pool()
        let pool = try #require(changed)
        #expect(
            pool.ramp
                == AmplificationRamp(
                    to: 50_000, from: TestLedger.now, seconds: 3 * Self.day))
        #expect(pool.stable.amplification == 100_000)
        #expect(try Record(kind: .pool, words: Record.pool(pool).words) == .pool(pool))
    }

    /// In the order of precedence: malformed, not found, exists, scope.
    @Test func refusesInOrder() throws {
        func ordered(_ target: UInt32, _ duration: UInt32, pool: UInt16 = 0) -> PriorityOperation {
            .rampAmplification(
                RampAmplification(pool: PoolID(pool), target: target, duration: duration))
        }
        let (least, most) = (3 * Self.day, 365 * Self.day)
        let (here, other) = (TestLedger.source, TestLedger.target)
        let rows: [(PriorityOperation, ChainID, Rejection?)] = [
            (ordered(99, least), here, .malformed),
            (ordered(1_000_001, least), here, .malformed),
            (ordered(50_000, least - 1), here, .malformed),
            (ordered(50_000, most + 1), here, .malformed),
            (ordered(50_000, .max), here, .malformed),
            (ordered(99, least, pool: 7), other, .malformed),
            (ordered(50_000, least, pool: 7), other, .notFound),
            (ordered(50_000, least, pool: 0xffff), here, .notFound),
            (ordered(50_000, least, pool: 1), other, .malformed),
            (ordered(49_999, least), other, .malformed),
            (ordered(200_001, least), here, .malformed),
            (ordered(100_000, least), here, .malformed),
            (ordered(50_000, least), other, .scope),
            (ordered(200_000, most), here, nil),
            (ordered(200_001, least), other, .malformed),
            (ordered(150_000, least), other, .exists),
            (ordered(150_000, least), here, .exists),
        ]
        var executor = try ledger().executor()
        for (index, (operation, chain, rejection)) in rows.enumerated() {
            let outcome = executor.apply(operation, on: chain)
            if let rejection {
                #expect(outcome == .failed(rejection, refund: nil), "row \(index)")
            } else {
                #expect(outcome.receipt == .done, "row \(index)")
            }
        }
    }

    @Test func continuesWhereTheLastOneEnded() throws {
        var ledger = try ledger()
        var executor = try ledger.executor()
        #expect(executor.apply(ramp()).receipt == .done)
        ledger.records[.pool(PoolID(0))] = executor.record(for: .pool(PoolID(0)))
        let end = TestLedger.now + UInt64(3 * Self.day)
        executor = try ledger.executor(at: end - 1)
        #expect(executor.apply(ramp(100_000)) == .failed(.exists, refund: nil))
        executor = try ledger.executor(at: end)
        #expect(executor.apply(ramp(100_001)) == .failed(.malformed, refund: nil))
        #expect(executor.apply(ramp(100_000)).receipt == .done)
        let changed = executor.pool()
        let pool = try #require(changed)
        #expect(pool.stable.amplification == 50_000 && pool.ramp.start == end)
    }

    @Test func everyPriceIsThatOfTheTime() throws {
        var ledger = try ledger()
        var pool = StablePools.pool(1_000, million, million / 2)
        pool.ramp = AmplificationRamp(to: 50_000, from: TestLedger.now, seconds: 3 * Self.day)
        ledger.records[.pool(PoolID(0))] = .pool(pool)
        for token in [2, 3] as [UInt16] { ledger.setBalance(token, million) }
        ledger.setBalance(TokenID(shareOf: PoolID(0)).rawValue, million)
        let amount = Amount(million / 10)
        var outputs: [[Amount]] = []
        for (time, fixed) in [(0, 1_000), (1, 833), (3, 500)] as [(UInt64, UInt32)] {
            let now = TestLedger.now + time * UInt64(Self.day)
            var same = pool
            same.ramp = .none
            same.stable.amplification = pool.amplification(at: now)
            #expect(same.stable.amplification / 100 == fixed)
            #expect(pool.invariant(at: PoolMoment(now)) == same.invariant(at: .start))
            let deposit = TokenQuantity(TokenID(2), amount)
            let found = [
                pool.sold(amount.units, from: 0, to: 1, at: PoolMoment(now))?.amountOut,
                pool.bought(amount.units, of: 1, for: 0, at: PoolMoment(now))?.amountIn,
                pool.shares(adding: deposit, at: PoolMoment(now)),
                pool.amount(of: TokenID(2), removing: amount, at: PoolMoment(now)),
            ].compactMap { $0 }
            #expect(
                found == [
                    same.sold(amount.units, from: 0, to: 1)?.amountOut,
                    same.bought(amount.units, of: 1, for: 0)?.amountIn,
                    same.shares(adding: deposit, at: .start),
                    same.amount(of: TokenID(2), removing: amount, at: .start),
                ])
            let bodies: [SignedBody] = [
                .swap(.exactIn, in: amount.units, out: 0, Route(from: 2, (0, 3))),
                .swap(.exactOut, in: .max, out: amount.units, Route(from: 2, (0, 3))),
                .addOneCoin(2, amount.units), .removeOneCoin(2, shares: amount.units),
            ]
            for (index, body) in bodies.enumerated() {
                var executor = try ledger.executor(at: now)
                let receipt = executor.receipt(TestLedger.sign(body, validUntil: now))
                switch receipt {
                case .trade(let quote)?:
                    #expect([quote.amountOut, quote.amountIn].contains(found[index]))
                case .liquidity(_, let shares, let amounts)?:
                    #expect([shares, amounts[0]].contains(found[index]))
                default: Issue.record("no receipt at \(time) of \(index)")
                }
            }
            outputs.append(found)
        }
        #expect(outputs[0] != outputs[1] && outputs[1] != outputs[2])
    }

    /// Zeitz, 2020: a trader who bends a pool before a change of A and back after it takes part of
    /// the pool.
    ///
    /// Halving at once cost a pool of 20 million 6.4 %. A minute of the ramp yields 186 dollars in
    /// its first minute without fees, and a loss at each of its minutes with them.
    @Test func rampStepIsUnprofitable() throws {
        func gain(_ sold: UInt128, _ before: UInt32, _ after: UInt32, fees: Bool = true) -> Double {
            var pool = StablePools.pool(amplification: before, [10 * million, 10 * million])
            if !fees {
                pool.feeRate = 0
                pool.stable.feeSlope = 0
            }
            let trade = pool.sold(sold, from: 0, to: 1)
            guard let trade, var bent = pool.after(trade, from: 0, to: 1) else { return -1 }
            bent.stable.amplification = after
            guard let back = bent.sold(trade.amountOut.units, from: 1, to: 0) else { return -1 }
            return (Double(back.amountOut.units) - Double(sold)) / Double(one)
        }
        let sales = stride(from: 10_000, through: 20_000_000, by: 499_750).map { UInt128($0) * one }
        let sudden = sales.map { gain($0, 100_000, 50_000) }.max() ?? 0
        #expect(sudden > 0.063 * 20_000_000 && sudden < 0.065 * 20_000_000)
        let first = gain(12_010_000 * one, 100_000, 99_988, fees: false)
        #expect(first > 186 && first < 187)
        var ramp = AmplificationRamp(to: 50_000, from: 0, seconds: 3 * Self.day)
        for target in [50_000, 200_000] as [UInt32] {
            ramp.target = target
            for minute in stride(from: 0, to: 4_320, by: 431) as StrideTo<UInt64> {
                let before = ramp.amplification(from: 100_000, at: 60 * minute)
                let after = ramp.amplification(from: 100_000, at: 60 * minute + 60)
                #expect(sales.allSatisfy { gain($0, before, after) < 0 })
            }
        }
    }

    /// An entry that cannot be read is consumed: the queue goes on.
    @Test func consumesWhatItCannotRead() throws {
        let encoded = ramp().encoded
        #expect(encoded == [6, 0, 10, 0, 0, 0, 0, 0xc3, 0x50, 0, 3, 0xf4, 0x80])
        var executor = try ledger().executor()
        for bytes in [
            [6, 0, 0], [6, 0, 9] + encoded[3..<12], [6, 0, 11] + encoded[3...] + [0],
            [0x0f, 0, 1, 7],
            [9, 0, 253] + [UInt8](repeating: 5, count: 253),
        ] as [[UInt8]] {
            let operation = try PriorityOperation(decoding: bytes)
            guard case .unread(let unread) = operation else {
                Issue.record("\(bytes) was read")
                continue
            }
            #expect(unread.code == bytes[0] && operation.opcode == bytes[0])
            #expect(operation.encoded == bytes && operation.byteCount == bytes.count)
            let before = executor.nextIndex(of: TestLedger.source) ?? 0
            #expect(executor.apply(operation) == .failed(.malformed, refund: nil))
            #expect(executor.nextIndex(of: TestLedger.source) == before + 1)
            let data = BlockData(
                number: 1, timestamp: 2, operations: [.priority(ChainID(1), operation)])
            #expect(try BlockData(decoding: data.encoded) == data)
        }
        #expect(executor.apply(ramp()).receipt == .done)
        let long = [6, 0, 254] + [UInt8](repeating: 0, count: 254)
        #expect(throws: DecodingError.self) { try PriorityOperation(decoding: long) }
    }
}
