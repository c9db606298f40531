import Bytes
import Ledger
import Network
import RpcApi

/// Words as bytes, most significant first.
enum StoredWords {
    static func encode(_ words: [UInt32]) -> [UInt8] {
        var writer = ByteWriter(capacity: 4 * words.count)
        for word in words { writer.append(word) }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(DecodingError) -> [UInt32] {
        var reader = ByteReader(bytes)
        var words: [UInt32] = []
        words.reserveCapacity(bytes.count / 4)
        while reader.remaining > 0 { words.append(try reader.read()) }
        return words
    }
}

/// A block without its data: header, sync hash, time, count and each chain's payouts.
enum StoredBlock {
    static func encode(_ block: SealedBlock) -> [UInt8] {
        var writer = ByteWriter(capacity: 1_024)
        let header = block.header.encoded
        writer.append(UInt32(header.count))
        writer.append(header)
        writer.append(block.syncHash)
        writer.append(block.time)
        writer.append(block.operationCount)
        for chain in block.payouts {
            let payouts = Payout.encode(chain.payouts)
            writer.append(chain.chain.rawValue)
            writer.append(UInt32(payouts.count))
            writer.append(payouts)
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8], data: [UInt8]) throws(DecodingError) -> SealedBlock {
        var reader = ByteReader(bytes)
        let headerCount: UInt32 = try reader.read()
        let header = try BlockHeader(decoding: try reader.readBytes(Int(headerCount)))
        let syncHash: Bytes32 = try reader.read()
        let time: UInt64 = try reader.read()
        let operationCount: UInt32 = try reader.read()
        var payouts: [(chain: ChainID, payouts: [Payout])] = []
        while reader.remaining > 0 {
            let chain = ChainID(try reader.read())
            let count: UInt32 = try reader.read()
            let encoded = try reader.readBytes(Int(count))
            payouts.append((chain: chain, payouts: try Payout.decodeAll(encoded)))
        }
        return SealedBlock(
            header: header, headerHash: header.hash, syncHash: syncHash, data: data,
            operationCount: operationCount, payouts: payouts, time: time)
    }
}

extension Placement {
    /// `block u64 | index u32 | time u64 | kind and receipt as JSON`.
    var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 256)
        writer.append(blockNumber)
        writer.append(index)
        writer.append(time)
        writer.append((["kind": kind.wire, "receipt": receipt.wire] as JSON).bytes)
        return writer.bytes
    }

    init?(name: OperationName, decoding bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let blockNumber = try? reader.read(UInt64.self),
            let index = try? reader.read(UInt32.self), let time = try? reader.read(UInt64.self),
            let text = try? reader.readBytes(reader.remaining),
            let json = try? JSON(parsing: text), let kind = json["kind"],
            let receipt = json["receipt"],
            let kind = try? OperationKind(wire: kind),
            let receipt = try? RpcApi.Receipt(wire: receipt)
        else { return nil }
        self.init(
            name: name, kind: kind, blockNumber: blockNumber, index: index, time: time,
            receipt: receipt)
    }
}

extension RecordKey {
    /// The key that has these words.
    init(words: [UInt32]) throws(DecodingError) {
        let invalid = DecodingError.invalidValue(field: "record key")
        guard let first = words.first, let code = UInt8(exactly: first),
            let kind = RecordKind(rawValue: code),
            let key = RecordKey.make(kind, Array(words.dropFirst())), key.words == words
        else { throw invalid }
        self = key
    }

    private static func make(_ kind: RecordKind, _ fields: [UInt32]) -> RecordKey? {
        func byte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: fields[index]) }
        func short(_ index: Int) -> UInt16 { UInt16(truncatingIfNeeded: fields[index]) }
        switch (kind, fields.count) {
        case (.network, 0): return .network
        case (.account, 1): return .account(AccountID(fields[0]))
        case (.owner, 9):
            let address = Bytes32 { index in
                UInt8(truncatingIfNeeded: fields[1 + index / 4] >> UInt32(8 * (index % 4)))
            }
            guard let family = ChainFamily(rawValue: byte(0)),
                let owner = Owner(family: family, address: address)
            else { return nil }
            return .owner(owner)
        case (.key, 2): return .key(AccountID(fields[0]), KeySlot(byte(1)))
        case (.balance, 3):
            return .balance(AccountID(fields[0]), SubAccount(byte(1)), TokenID(short(2)))
        case (.token, 1): return .token(TokenID(short(0)))
        case (.tokenOnChain, 2): return .tokenOnChain(TokenID(short(0)), ChainID(byte(1)))
        case (.reserve, 2): return .reserve(ChainID(byte(0)), TokenID(short(1)))
        case (.pool, 1): return .pool(PoolID(short(0)))
        case (.pair, 3):
            guard let kind = PoolKind(rawValue: byte(0)) else { return nil }
            return .pair(kind, TokenID(short(1)), TokenID(short(2)))
        default: return nil
        }
    }
}
