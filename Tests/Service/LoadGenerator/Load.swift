import Bytes
import Hashing
import Ledger
import Signatures
import TestSupport
import Transition

/// Accounts of a simulated network and signed transfers among them, all from one seed.
struct Load {
    static let network = NetworkID(7_001)
    static let token = TokenID(2)
    /// The first balance of every account, in layer-2 units.
    static let funds: UInt128 = 1 << 80

    private let seed: UInt64
    private let holders: [Holder]

    /// An account: number 1 and up, in the order of the queue.
    private struct Holder {
        let owner: ChainAddress
        let key: SchnorrSecretKey

        init(seed: UInt64, number: UInt32) {
            let digest = SHA256.hash(Array("load \(seed) \(number)".utf8))
            owner = ChainAddress(evm: Bytes20 { digest.array[$0] })
            key = SchnorrSecretKey(seed: SHA256.hash(digest.array))
        }
    }

    init(seed: UInt64, accountCount: UInt32) {
        self.seed = seed
        holders = (1...accountCount).map { Holder(seed: seed, number: $0) }
    }

    /// The queue entries that register the token, fund every account and set its key, one a line.
    var queue: String {
        var entries: [PriorityOperation] = [
            .registerToken(
                RegisterToken(
                    token: Self.token, contract: ChainAddress(evm: Bytes20 { _ in 1 }),
                    decimals: 18, tokenClass: 0))
        ]
        for holder in holders {
            entries.append(
                .deposit(
                    Deposit(
                        token: Self.token, amount: Amount(Self.funds), owner: holder.owner,
                        subAccount: SubAccount(0))))
            entries.append(
                .setKey(
                    SetKey(
                        caller: holder.owner, slot: KeySlot(0), publicKey: holder.key.publicKey,
                        scopes: .all, expiry: 0)))
        }
        return entries.map { Hex.encode($0.encoded) + "\n" }.joined()
    }

    /// Transfers in the order of sending: senders alternate, receivers and amounts are random.
    func transfers(count: Int) -> String {
        var random = SeededGenerator(seed: seed)
        var text = ""
        for index in 0..<count {
            let sender = index % holders.count
            let step = 1 + Int(random.next() % UInt64(holders.count - 1))
            let receiver = UInt32((sender + step) % holders.count) + 1
            let amount = 1 + random.next() % 1_000_000
            text += line(
                sender: sender, nonce: UInt32(index / holders.count), receiver: receiver,
                amount: amount)
        }
        return text
    }

    private func line(sender: Int, nonce: UInt32, receiver: UInt32, amount: UInt64) -> String {
        var operation = SignedOperation(
            authorization: Authorization(
                account: AccountID(UInt32(sender) + 1), subAccount: SubAccount(0), slot: KeySlot(0),
                nonce: nonce, validUntil: 1 << 40),
            fee: TokenQuantity(TokenID(0), .zero),
            body: .transfer(
                Transfer(
                    token: Self.token, amount: Amount(UInt128(amount)),
                    destination: .account(AccountID(receiver)),
                    destinationSubAccount: SubAccount(0))))
        let message = operation.signingMessage(network: Self.network)
        operation.signature = holders[sender].key.sign(message: message)
        let id = SHA256.hash(message).hex
        let encoded = Hex.encode(operation.encoded)
        return "{\"id\":\"0x\(id)\",\"from\":\(sender + 1),\"to\":\(receiver),"
            + "\"amount\":\(amount),\"operation\":\"0x\(encoded)\"}\n"
    }
}
