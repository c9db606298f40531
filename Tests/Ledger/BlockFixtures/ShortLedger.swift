import Bytes
import Ledger
import Signatures
package import Transition

/// A ledger of two chains, two tokens and two traders after its first block, and a second block.
package struct ShortLedger: Sendable {
    /// The state after the first block.
    package let state: LedgerState
    /// The data of the first block.
    package let firstBlock: BlockData
    private let key = SchnorrSecretKey(seed: Bytes32 { UInt8($0) })
    private let network = NetworkID(7)
    private let chain = ChainID(1)
    private let one: UInt128 = 1_000_000_000_000_000_000
    private let alice = ChainAddress(evm: Bytes20 { _ in 0xa1 })
    private let bob = ChainAddress(evm: Bytes20 { _ in 0xb0 })

    package init() throws {
        let genesis = try Genesis(
            network: network,
            chains: [
                GenesisChain(ChainID(1), evmChainID: 31_001),
                GenesisChain(ChainID(2), evmChainID: 31_002),
            ], feeOwner: ChainAddress(evm: Bytes20 { _ in 0x11 }))
        var state = LedgerState(genesis: genesis)
        var operations: [PriorityOperation] = [UInt16(2), 3].map { token in
            .registerToken(
                RegisterToken(
                    token: TokenID(token),
                    contract: ChainAddress(evm: Bytes20 { _ in UInt8(token) }), decimals: 18,
                    tokenClass: 0))
        }
        for owner in [alice, bob] {
            operations.append(
                .deposit(
                    Deposit(
                        token: TokenID(2), amount: Amount(1_000 * one), owner: owner,
                        subAccount: SubAccount(0))))
        }
        operations.append(
            .setKey(
                SetKey(
                    caller: alice, slot: KeySlot(0), publicKey: key.publicKey, scopes: .all,
                    expiry: 0)))
        firstBlock = BlockData(
            number: 1, timestamp: 5, operations: operations.map { .priority(ChainID(1), $0) })
        try state.execute(firstBlock)
        self.state = state
    }

    /// The second block: deposits, a transfer, and withdrawals, which give chain operations.
    package var block: BlockData {
        BlockData(
            number: 2, timestamp: 6,
            operations: [
                deposit(1), withdrawal(2, nonce: 0), deposit(2), transfer(nonce: 1), deposit(3),
                withdrawal(1, nonce: 2), transfer(nonce: 3), deposit(4), withdrawal(2, nonce: 4),
            ])
    }

    /// A deposit of some units.
    package func deposit(_ units: UInt128) -> Operation {
        .priority(
            chain,
            .deposit(
                Deposit(
                    token: TokenID(2), amount: Amount(units * one), owner: bob,
                    subAccount: SubAccount(0))))
    }

    /// A transfer of one unit.
    package func transfer(nonce: UInt32) -> Operation {
        signed(
            .transfer(
                Transfer(
                    token: TokenID(2), amount: Amount(one), destination: .account(AccountID(2)),
                    destinationSubAccount: SubAccount(0))), nonce: nonce)
    }

    /// A withdrawal of some units on chain 1.
    package func withdrawal(_ units: UInt128, nonce: UInt32) -> Operation {
        signed(
            .withdraw(
                Withdraw(
                    token: TokenID(2), amount: Amount(units * one), minimum: .zero, chain: chain,
                    receiver: bob,
                    fastFeeRate: 0)), nonce: nonce)
    }

    /// A transfer whose signature does not hold.
    package func forgedTransfer(nonce: UInt32) -> Operation {
        guard case .signed(var operation) = transfer(nonce: nonce) else { return deposit(1) }
        operation.signature[79] ^= 1
        return .signed(operation)
    }

    private func signed(_ body: SignedBody, nonce: UInt32) -> Operation {
        var operation = SignedOperation(
            authorization: Authorization(
                account: AccountID(1), subAccount: SubAccount(0), slot: KeySlot(0), nonce: nonce,
                validUntil: .max), fee: TokenQuantity(TokenID(2), Amount(7)), body: body)
        operation.signature = key.sign(message: operation.signingMessage(network: network))
        return .signed(operation)
    }
}

/// A part of a block as the host executed it.
package struct ExecutedPart: Sendable {
    /// The boundary before.
    package let start: Boundary
    /// The boundary after.
    package let end: Boundary
    /// The part's slice of the block data, and the authorizations.
    package let operations: EncodedOperations
    /// The witness of the state before.
    package let witness: [UInt32]
    /// The operations for each chain.
    package let chains: [ChainResult]

    package init(
        start: Boundary, end: Boundary, operations: EncodedOperations, witness: [UInt32],
        chains: [ChainResult]
    ) {
        (self.start, self.end, self.operations) = (start, end, operations)
        (self.witness, self.chains) = (witness, chains)
    }
}

extension ShortLedger {
    /// The second block in parts of so many operations.
    package func parts(of counts: [Int]) throws -> [ExecutedPart] {
        var state = state
        var open: OpenBlock?
        var parts = [ExecutedPart]()
        var rest = block.operations[...]
        for count in counts {
            let operations = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            let start = open.map { Boundary.inside($0) } ?? .between(state.header)
            let part =
                if let open {
                    try state.executed(operations, continuing: open)
                } else {
                    try state.executed(
                        BlockData(number: 2, timestamp: 6, operations: operations))
                }
            let witness = state.witness(for: part)
            if rest.isEmpty {
                let end = Boundary.between(state.commit(part))
                parts.append(
                    ExecutedPart(
                        start: start, end: end, operations: part.encoded, witness: witness,
                        chains: part.chains))
                break
            }
            open = state.extend(part)
            parts.append(
                ExecutedPart(
                    start: start, end: open.map { .inside($0) } ?? start, operations: part.encoded,
                    witness: witness, chains: part.chains))
        }
        return parts
    }
}
