import Bytes
import Ledger
import Testing

@Suite struct RecordTests {
    private let evm = ChainAddress(evm: Bytes20 { UInt8($0 + 1) })
    private let solana = ChainAddress(solana: Bytes32 { UInt8($0) })

    private var pool: PoolRecord {
        PoolRecord(
            kind: .constantProduct, tokens: list(TokenID(2), TokenID(3)),
            balances: list(Amount(4), Amount(5 << 32)), shareSupply: .maximum, feeRate: 2_500)
    }

    private var stablePool: PoolRecord {
        PoolRecord(
            kind: .stable, tokens: list(TokenID(2), TokenID(3)),
            balances: list(Amount(4), Amount(5)),
            shareSupply: Amount(6), feeRate: 300,
            stable: StableTerms(amplification: 50_000, feeSlope: 2_000, maximumFeeRate: 5_000))
    }

    private var rampedPool: PoolRecord {
        var pool = stablePool
        pool.ramp = AmplificationRamp(to: 100_000, from: 1 << 32 | 8, seconds: 259_200)
        return pool
    }

    private func list<Element: FieldList & Hashable & Sendable>(
        _ elements: Element...
    ) -> BoundedList<4, Element> {
        BoundedList(elements) ?? BoundedList()
    }

    private var records: [Record] {
        [
            .network(
                NetworkRecord(blockNumber: 1 << 32 | 5, lastTimestamp: 6)),
            .account(AccountRecord(owner: evm)), .account(AccountRecord(owner: solana)),
            .owner(AccountID(0xffff_fffe)),
            .key(
                KeyRecord(
                    publicKey: Bytes40 { UInt8($0) }, scopes: .all, expiry: 1 << 40,
                    nonces: NonceWindow(base: 7, bitmap: 1 << 63) ?? NonceWindow())),
            .balance(Amount(1 << 96 | 2 << 64 | 3 << 32 | 4)), .reserve(.maximum),
            .token(TokenRecord(.share)),
            .tokenOnChain(TokenOnChainRecord(contract: evm, decimals: 6)),
            .pool(pool), .poolOfTokens(PoolID(0x7fff)),
            .chain(ChainRecord(family: .solana, reference: Bytes32 { UInt8($0) })),
            .counter(CounterRecord(next: 7)), .pool(stablePool), .pool(rampedPool),
        ] + dollarRecords
    }

    /// From index 15 on.
    private var dollarRecords: [Record] {
        let members: [AccountID] = [7, 8, 9, .max].map { AccountID($0) }
        var feed = FeedRecord(kind: .dollarCoin, signers: SignerSetID(3))
        feed.observations[6] = PriceObservation(price: Amount(5), time: 6)
        feed.candidate = PriceObservation(price: .maximum, time: .max)
        var price = PriceRecord(price: Amount(1 << 64), time: 1 << 32)
        (price.isSuspended, price.calmSince) = (true, 9)
        var collateral = CollateralRecord(
            terms: CollateralTerms(
                discount: 1, largestMintFee: 2, leastRedeemFee: 3, largestRedeemFee: 4,
                ceiling: Amount(5)))
        collateral.redeemAllowance = Allowance(left: Amount(6), time: 7)
        var dollar = DollarRecord()
        dollar.supply = Amount(8)
        (dollar.principal, dollar.badDebt) = (Amount(10), Amount(9))
        (dollar.interestIndex, dollar.interestTime) = (Amount(11), 12)
        var market = VaultMarketRecord(
            terms: VaultTerms(
                loan: 1, threshold: 500_000, bonus: 10_000, target: 2_000_001, ceiling: Amount(5)))
        (market.collateral, market.principal) = (Amount(6), Amount(7))
        market.debtAllowance = Allowance(left: Amount(8), time: 9)
        var vault = VaultRecord()
        (vault.collateral, vault.principal) = (Amount(1), Amount(2))
        (vault.interest, vault.index) = (Amount(3), .maximum)
        for token in UInt16(2)...9 {
            dollar.coins.append(TokenQuantity(TokenID(token), Amount(UInt128(token))))
        }
        return [
            .signerSet(
                SignerSetRecord(threshold: 3, members: SignerAccounts(members) ?? .init())),
            .feed(feed), .price(price), .collateral(collateral), .dollar(dollar),
            .vaultMarket(market), .vault(vault),
        ]
    }

    @Test func wordsAreThoseOfTheDocument() {
        #expect(records[0].words == [2, 5, 1, 6, 0])
        let address: [UInt32] = [0, 0, 0, 0x0403_0201, 0x0807_0605, 0x0c0b_0a09]
        let rest: [UInt32] = [0x100f_0e0d, 0x1413_1211]
        #expect(records[1].words == [1] + address + rest + [0])
        #expect(records[3].words == [0xffff_fffe])
        #expect(records[4].words.count == 16)
        #expect(Array(records[4].words.suffix(6)) == [15, 0, 256, 7, 0, 1 << 31])
        #expect(records[5].words == [4, 3, 2, 1])
        #expect(records[7].words == [3, 0, 0])
        #expect(records[8].words == [1] + address + rest + [6, 0, 0, 0, 0])
        let poolWords: [UInt32] = [0, 2, 2, 3, 4, 0, 0, 0, 0, 5, 0, 0]
        #expect(records[9].words == poolWords + [UInt32](repeating: .max, count: 4) + [2_500])
        #expect(records[10].words == [0x7fff])
        #expect(records[11].words.prefix(2) == [2, 0x0302_0100] && records[11].words.count == 10)
        #expect(records[12].words == [7])
        #expect(records[13].words.prefix(4) == [1, 2, 2, 3])
        #expect(records[13].words.suffix(7) == [0, 300, 50_000, 2_000, 5_000, 0, 0])
        #expect(
            records[14].words.suffix(8) == [50_000, 2_000, 5_000, 0, 100_000, 8, 1, 259_200])
        #expect(records[15].words == [3, 4, 7, 8, 9, .max])
        #expect(records[16].words.prefix(3) == [0, 3, 0] && records[16].words.count == 50)
        #expect(records[16].words[38...44] == [5, 0, 0, 0, 6, 0, .max])
        #expect(records[17].words == [0, 0, 1, 0, 0, 1, 1, 0, 9, 0])
        #expect(records[18].words.prefix(5) == [1, 2, 3, 4, 5])
        #expect(records[18].words.suffix(6) == [6, 0, 0, 0, 7, 0])
        let debts: [UInt32] = [8, 0, 0, 0, 10, 0, 0, 0, 9, 0, 0, 0, 11, 0, 0, 0, 12, 0]
        #expect(records[19].words.prefix(18) == debts[...])
        #expect(records[19].words[18..<24] == [8, 2, 2, 0, 0, 0])
        #expect(records[19].words.count == 59)
        #expect(records[20].words.prefix(5) == [1, 500_000, 10_000, 2_000_001, 5])
        #expect(records[20].words.suffix(10) == [7, 0, 0, 0, 8, 0, 0, 0, 9, 0])
        #expect(records[21].words.prefix(13) == [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, .max])
    }

    @Test func packedKeysAreTheSame() throws {
        let keys: [(RecordKey, PackedRecordKey?)] = [
            (.key(AccountID(.max), KeySlot(15)), .key(AccountID(.max), KeySlot(15))),
            (
                .balance(AccountID(0x0102_0304), SubAccount(31), TokenID(0xfffe)),
                .balance(AccountID(0x0102_0304), SubAccount(31), TokenID(0xfffe))
            ),
            (.token(TokenID(0x8001)), .token(TokenID(0x8001))),
            (.reserve(ChainID(254), TokenID(3)), .reserve(ChainID(254), TokenID(3))),
            (.pool(PoolID(0x7fff)), .pool(PoolID(0x7fff))),
            (.network, nil), (.account(AccountID(1)), nil), (.chain(ChainID(1)), nil),
            (.owner(evm), nil), (.counter(.pools), nil),
            (.poolOfTokens(.constantProduct, list(TokenID(2), TokenID(3))), nil),
            (.tokenOnChain(TokenID(1), ChainID(2)), nil),
        ]
        for (key, packed) in keys {
            var variants = [key.words, key.words + [0], Array(key.words.dropLast())]
            for index in key.words.indices {
                variants.append(key.words)
                variants[variants.count - 1][index] = 0x1_0000
            }
            #expect(key.words.withUnsafeBufferPointer { PackedRecordKey(words: $0) } == packed)
            for words in variants {
                let read = words.withUnsafeBufferPointer { PackedRecordKey(words: $0) }
                if packed != nil {
                    #expect(read.map { RecordKey($0) } == (try? RecordKey(words: words)))
                }
                if packed == nil { #expect(read == nil) }
            }
            guard let packed else { continue }
            #expect(RecordKey(packed) == key && packed.unpackedIndex == nil)
            #expect(packed.isOfKey == (key.kind == .key))
            #expect(packed.isOfAmount == (key.kind == .balance || key.kind == .reserve))
            if packed.isOfAmount { #expect(packed.amount == key.amount) }
        }
        #expect(PackedRecordKey.unpacked(7).unpackedIndex == 7)
    }

    @Test func keyWordsAreThoseOfTheDocument() {
        #expect(RecordKey.network.words == [1])
        #expect(RecordKey.account(AccountID(.max)).words == [2, .max])
        #expect(RecordKey.owner(evm).words.prefix(5) == [3, 1, 0, 0, 0])
        #expect(RecordKey.owner(evm).words.count == 10)
        #expect(RecordKey.owner(solana).words[2] == 0x0302_0100)
        #expect(RecordKey.key(AccountID(.max), KeySlot(15)).words == [4, .max, 15])
        let balance = RecordKey.balance(AccountID(.max), SubAccount(31), TokenID(.max))
        #expect(balance.words == [5, .max, 31, 0xffff])
        #expect(RecordKey.token(TokenID(7)).words == [6, 7])
        #expect(RecordKey.tokenOnChain(TokenID(.max), ChainID(.max)).words == [7, 0xffff, 255])
        #expect(RecordKey.reserve(ChainID(.max), TokenID(.max)).words == [8, 255, 0xffff])
        #expect(RecordKey.pool(PoolID(0x7fff)).words == [9, 0x7fff])
        let pool = RecordKey.poolOfTokens(.constantProduct, list(TokenID(2), TokenID(.max)))
        #expect(pool.words == [10, 0, 2, 0xffff, 0, 0])
        #expect(RecordKey.chain(ChainID(254)).words == [11, 254])
        #expect(RecordKey.counter(.pools).words == [12, 2])
        #expect(RecordKey.signerSet(SignerSetID(255)).words == [13, 255])
        #expect(RecordKey.feed(FeedID(.max)).words == [14, 0xffff])
        #expect(RecordKey.price(FeedID(priceOf: TokenID(2))).words == [15, 2])
        #expect(RecordKey.collateral(TokenID(2)).words == [16, 2])
        #expect(RecordKey.dollar.words == [17])
        #expect(RecordKey.vaultMarket(TokenID(.max)).words == [18, 0xffff])
        let vault = RecordKey.vault(AccountID(.max), SubAccount(31), TokenID(0x8001))
        #expect(vault.words == [19, .max, 31, 0x8001])
        #expect(vault.account == AccountID(.max) && vault.token == TokenID(0x8001))
    }

    @Test func keysGiveBackWhatTheyWereMadeOf() {
        let balance = RecordKey.balance(AccountID(.max), SubAccount(31), TokenID(.max))
        #expect(balance.account == AccountID(.max) && balance.subAccount == SubAccount(31))
        #expect(balance.token == TokenID(.max) && balance.kind == .balance)
        #expect(RecordKey.owner(solana).owner == solana)
        #expect(RecordKey.owner(evm).owner == evm)
        let reserve = RecordKey.reserve(ChainID(9), TokenID(2))
        #expect(reserve.chain == ChainID(9) && reserve.token == TokenID(2))
        #expect(RecordKey.key(AccountID(1), KeySlot(3)).slot == KeySlot(3))
        #expect(RecordKey.pool(PoolID(5)).pool == PoolID(5))
        #expect(RecordKey.pool(PoolID(5)).account == nil)
    }

    @Test func keysComeBackFromTheirWords() throws {
        let pool = RecordKey.poolOfTokens(.constantProduct, list(TokenID(2), TokenID(3)))
        for key in [
            RecordKey.network, .owner(solana), .key(AccountID(.max), KeySlot(15)), pool,
            .balance(AccountID(7), SubAccount(31), TokenID(.max)), .chain(ChainID(9)),
        ] {
            #expect(try RecordKey(words: key.words) == key)
            #expect(throws: DecodingError.self) { try RecordKey(words: key.words + [0]) }
            #expect(throws: DecodingError.self) { try RecordKey(words: key.words.dropLast()) }
        }
        for words: [UInt32] in [
            [0], [20, 1], [4, 1, 256], [3, 3] + Array(repeating: 0, count: 8),
        ] {
            #expect(throws: DecodingError.self) { try RecordKey(words: words) }
        }
    }

    @Test func recordsComeBackFromTheirWords() throws {
        for record in records {
            #expect(try Record(kind: record.kind, words: record.words) == record)
        }
    }

    @Test func refusesWordsOfAnotherCount() {
        for record in records {
            #expect(throws: DecodingError.self) {
                try Record(kind: record.kind, words: record.words + [0])
            }
            #expect(throws: DecodingError.self) {
                try Record(kind: record.kind, words: record.words.dropLast())
            }
        }
    }

    @Test func refusesWordsOutOfRange() {
        let cases: [(Int, Int, UInt32)] = [
            (0, 0, 1), (1, 0, 3), (1, 1, 1), (4, 10, 256), (4, 13, .max), (7, 0, 5),
            (8, 0, 3), (8, 1, 1), (8, 9, 19), (8, 13, 0x8001), (9, 0, 2), (9, 1, 1), (9, 1, 5),
            (9, 2, 0x1_0000), (9, 16, 1_000_001), (10, 0, 0x1_0000),
            (11, 0, 3), (13, 16, 0), (13, 17, 99), (13, 17, 1_000_001), (13, 18, 1_000_001),
            (13, 19, 299), (13, 19, 100_001), (13, 20, 4), (14, 21, 99), (14, 21, 24_999),
            (14, 21, 100_001), (14, 21, 1_000_001), (14, 24, 259_199), (14, 24, 31_536_001),
            (15, 0, 2), (15, 0, 5), (15, 1, 0), (15, 1, 8),
            (15, 2, 8), (16, 0, 3), (16, 1, 256), (17, 6, 2), (17, 7, 2), (18, 0, 500_001),
            (18, 1, 50_001), (18, 2, 0), (18, 2, 5), (18, 3, 50_001), (18, 7, 1 << 25), (19, 4, 8),
            (19, 18, 0), (19, 18, 9), (19, 19, 0x1_0000), (20, 0, 0), (20, 0, 500_000),
            (20, 2, 9_999), (20, 2, 1_000_000), (20, 3, 2_000_000), (20, 3, 5_000_001),
            (20, 7, 1 << 25),
        ]
        for (index, place, value) in cases {
            var words = records[index].words
            words[place] = value
            let kind = records[index].kind
            #expect(throws: DecodingError.self) { try Record(kind: kind, words: words) }
        }
    }
}
