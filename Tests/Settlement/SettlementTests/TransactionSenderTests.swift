import Bytes
import Settlement
import TestSupport
import Testing

private let settings = TransactionSender.Settings(
    confirmationDepth: 3, repriceAfterMilliseconds: 100, feeLimit: 1_000, inFlightLimit: 8)

@Suite struct TransactionSenderTests {
    @Test func finishesAnIntentAtTheDepth() throws {
        var account = SimulatedAccount()
        var driver = SenderDriver(settings: settings)
        try driver.submit(1)
        try driver.poll(&account)
        account.mine()
        for _ in 0..<3 {
            try driver.poll(&account)
            #expect(driver.finished.isEmpty)
            account.mine()
        }
        try driver.poll(&account)
        #expect(driver.finished == [1])
        #expect(account.executed == [SenderDriver.payload(1)])
        #expect(driver.sender.unfinishedIDs.isEmpty)
    }

    @Test func givesNoncesInTheOrderOfSubmission() throws {
        var account = SimulatedAccount()
        var driver = SenderDriver(settings: settings)
        for id in 1...20 { try driver.submit(UInt64(id)) }
        for _ in 0..<20 {
            try driver.poll(&account)
            account.mine()
        }
        #expect(driver.finished == Array(1...20))
        #expect(account.executed == (1...20).map { SenderDriver.payload($0) })
    }

    @Test func raisesTheOfferByAnEighthWhenTheChainStalls() throws {
        var account = SimulatedAccount()
        var driver = SenderDriver(settings: settings)
        try driver.submit(1)
        try driver.submit(2)
        for _ in 0..<5 {
            try driver.poll(&account)
            driver.wait(100)
        }
        var offers: [FeeOffer] = []
        for case .send(let request) in driver.log where request.nonce == 0 {
            offers.append(request.fees)
        }
        #expect(offers.count == 5)
        for (last, next) in zip(offers, offers.dropFirst()) {
            #expect(next.maximum * 8 >= last.maximum * 9)
            #expect(next.priority * 8 >= last.priority * 9)
        }
        // The second waits for the first, not for a better offer.
        let second = driver.log.filter {
            if case .send(let request) = $0 { request.nonce == 1 } else { false }
        }
        #expect(second.count == 1)
    }

    @Test func neverOffersMoreThanTheLimit() throws {
        var account = SimulatedAccount()
        account.floor = 5_000
        var driver = SenderDriver(settings: settings)
        try driver.submit(1)
        for _ in 0..<60 {
            try driver.poll(&account)
            account.mine()
            driver.wait(100)
        }
        var isStuck = false
        for action in driver.log {
            if case .send(let request) = action { #expect(request.fees.maximum <= 1_000) }
            if case .stuck(1, 0, _) = action { isStuck = true }
        }
        #expect(isStuck)
        #expect(account.executed.isEmpty)
        account.floor = 900
        try driver.poll(&account)
        account.mine()
        #expect(account.executed == [SenderDriver.payload(1)])
    }

    @Test func sendsAgainWhatAReorganisationRemoved() throws {
        var account = SimulatedAccount()
        var driver = SenderDriver(settings: settings)
        try driver.submit(1)
        try driver.poll(&account)
        account.mine()
        try driver.poll(&account)
        account.reorganise(depth: 1, returnsToPool: false)
        account.dropPool()
        try driver.poll(&account)
        #expect(driver.log.contains(.reorganised(id: 1)))
        for _ in 0..<5 {
            account.mine()
            try driver.poll(&account)
        }
        #expect(driver.finished == [1])
        #expect(account.executed == [SenderDriver.payload(1)])
    }

    @Test func sendsAgainWhatThePoolDropped() throws {
        var account = SimulatedAccount()
        var driver = SenderDriver(settings: settings)
        for id in 1...3 { try driver.submit(UInt64(id)) }
        try driver.poll(&account)
        account.dropPool()
        driver.wait(100)
        try driver.poll(&account)
        account.mine()
        #expect(account.executed.count == 3)
    }

    @Test func repeatsTheSameOfferUntilTheNodeTakesIt() throws {
        var account = SimulatedAccount()
        account.hasCoins = false
        var driver = SenderDriver(settings: settings)
        try driver.submit(1)
        // Longer than the time after which a better offer is due.
        for _ in 0..<4 {
            try driver.poll(&account)
            driver.wait(settings.repriceAfterMilliseconds)
        }
        var offers: [FeeOffer] = []
        for case .send(let request) in driver.log { offers.append(request.fees) }
        #expect(offers.count == 4 && Set(offers.map(\.maximum)).count == 1)
        account.hasCoins = true
        try driver.poll(&account)
        account.mine()
        #expect(account.executed == [SenderDriver.payload(1)])
    }

    @Test func givesANewNonceWhenAForeignTransactionTookIt() throws {
        var account = SimulatedAccount()
        var driver = SenderDriver(settings: settings)
        try driver.submit(1)
        try driver.poll(&account)
        account.dropPool()
        _ = account.offer(nonce: 0, fees: FeeOffer(maximum: 50, priority: 1), content: [0xff])
        account.mine()
        for _ in 0..<3 {
            try driver.poll(&account)
            #expect(!driver.log.contains(.displaced(id: 1, nonce: 0)))
            account.mine()
        }
        for _ in 0..<5 {
            try driver.poll(&account)
            account.mine()
        }
        #expect(driver.log.contains(.displaced(id: 1, nonce: 0)))
        #expect(account.executed == [[0xff], SenderDriver.payload(1)])
        try driver.poll(&account)
        #expect(driver.finished == [1])
    }

    @Test func leavesUnknownNoncesAloneUntilTheyBlock() throws {
        var account = SimulatedAccount()
        account.floor = 20
        for nonce in 0..<2 {
            _ = account.offer(
                nonce: UInt64(nonce), fees: FeeOffer(maximum: 15, priority: 1),
                content: [UInt8(nonce)])
        }
        var driver = SenderDriver(settings: settings)
        try driver.submit(9)
        try driver.poll(&account)
        #expect(driver.sender.nextNonce == 3)
        account.mine()
        #expect(account.executed.isEmpty)
        for _ in 0..<12 {
            driver.wait(100)
            try driver.poll(&account)
            account.mine()
        }
        #expect(account.executed == [[], [], SenderDriver.payload(9)])
        #expect(driver.finished == [9])
    }

    @Test func refusesWhatItCannotKeep() throws {
        var sender = TransactionSender(settings: settings)
        try sender.submit(TransactionIntent(id: 1, payload: []))
        #expect(throws: SettlementError.duplicateIntent(id: 1)) {
            try sender.submit(TransactionIntent(id: 1, payload: [1]))
        }
        let limit = SettlementLimits.payloadByteCount
        let large = TransactionIntent(id: 2, payload: [UInt8](repeating: 0, count: limit + 1))
        #expect(throws: SettlementError.payloadTooLarge(limit: limit, actual: limit + 1)) {
            try sender.submit(large)
        }
        for id in 2...SettlementLimits.queuedCount {
            try sender.submit(TransactionIntent(id: UInt64(id), payload: []))
        }
        #expect(throws: SettlementError.queueFull(limit: SettlementLimits.queuedCount)) {
            try sender.submit(TransactionIntent(id: 5_000, payload: []))
        }
        #expect(throws: SettlementError.unexpectedTransaction(nonce: 0)) {
            try sender.record(TransactionID([1]), nonce: 0, attempt: 0)
        }
    }

    @Test func refusesATransactionThatChanged() throws {
        var account = SimulatedAccount()
        var driver = SenderDriver(settings: settings)
        try driver.submit(1)
        try driver.poll(&account)
        #expect(throws: SettlementError.unexpectedTransaction(nonce: 0)) {
            try driver.sender.record(TransactionID([1]), nonce: 0, attempt: 0)
        }
    }

    @Test func snapshotsSurviveEncodingAndDamageIsFound() throws {
        var account = SimulatedAccount()
        var driver = SenderDriver(settings: settings)
        for id in 1...12 { try driver.submit(UInt64(id)) }
        try driver.poll(&account)
        driver.wait(100)
        try driver.poll(&account)
        let bytes = driver.sender.encoded
        let read = try TransactionSender(decoding: bytes, settings: settings)
        #expect(read.encoded == bytes)
        #expect(read.unfinishedIDs == driver.sender.unfinishedIDs)
        #expect(read.awaited == driver.sender.awaited)
        for count in 0..<bytes.count {
            #expect(throws: DecodingError.self) {
                try TransactionSender(decoding: Array(bytes.prefix(count)), settings: settings)
            }
        }
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            var damaged = bytes
            for _ in 0..<3 {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            // Any outcome but a trap; what is accepted encodes to the same bytes.
            if let read = try? TransactionSender(decoding: damaged, settings: settings) {
                #expect(read.encoded == damaged)
            }
        }
    }
}

/// Random chains and crashes: every intent happens exactly once, no nonce serves two intents.
@Suite struct TransactionSenderSimulation {
    @Test(arguments: 1...200) func makesEachIntentHappenOnce(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var account = SimulatedAccount()
        var driver = SenderDriver(settings: settings)
        var nextID: UInt64 = 1
        for _ in 0..<250 {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...1:
                try driver.submit(nextID)
                nextID += 1
            case 2...4: account.mine()
            case 5: account.dropPool()
            case 6: account.floor = UInt128.random(in: 1...200, using: &random)
            case 7:
                let reach = min(3, account.blocks.count - 1)
                guard reach > 0 else { break }
                let depth = Int.random(in: 1...reach, using: &random)
                account.reorganise(depth: depth, returnsToPool: .random(using: &random))
            case 8: try driver.restart()
            case 9:
                try driver.poll(&account, reach: Int.random(in: 0...2, using: &random))
                try driver.restart()
            default: try driver.poll(&account)
            }
            driver.wait(UInt64.random(in: 0...80, using: &random))
        }
        account.floor = 1
        for _ in 0..<200 where !driver.sender.unfinishedIDs.isEmpty {
            try driver.poll(&account)
            account.mine()
            driver.wait(100)
        }
        #expect(driver.sender.unfinishedIDs.isEmpty)
        let intents = account.executed.filter { !$0.isEmpty }
        #expect(Set(intents) == Set((1..<nextID).map { SenderDriver.payload($0) }))
        #expect(intents.count == Int(nextID) - 1)
        for (nonce, contents) in account.contents {
            #expect(contents.filter { !$0.isEmpty }.count <= 1, "nonce \(nonce)")
        }
    }
}
