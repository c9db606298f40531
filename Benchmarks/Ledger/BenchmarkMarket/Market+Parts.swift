import Ledger
import Signatures
public import Transition

/// Kinds of blocks of signed operations.
public enum MarketBlock: String, CaseIterable, Sendable {
    /// Transfers between known accounts.
    case transfer
    /// Swaps of an exact input in one pool of constant product.
    case swap
    /// Swaps of an exact input in one stable pool of two coins.
    case stableSwap
    /// Additions of one token to the pool of constant product.
    case oneCoin
    /// Additions of one token to the stable pool.
    case stableOneCoin
    /// Transfers and swaps of constant product, half and half.
    case mixed
}

/// The input of the guest program of one part.
public struct MarketPart: Sendable {
    /// The witness of the state before.
    public let witness: [UInt32]
    /// The boundary before.
    public let start: Boundary
    /// The data of the part, and the authorizations of its operations.
    public let encoded: EncodedOperations
    /// The boundary after, as the host has it.
    public let end: Boundary
}

extension Market {
    /// One block of operations of different accounts, as a part.
    ///
    /// - Parameter count: Operations, at most the number of accounts.
    public func part(of kind: MarketBlock, count: Int) throws -> MarketPart {
        let data = try block(of: kind, count: count).data
        let closed = try opened.executed(data, signatures: .alreadyVerified)
        var after = opened
        return MarketPart(
            witness: opened.witness(for: closed), start: .between(opened.header),
            encoded: closed.encoded, end: .between(after.commit(closed)))
    }

    /// One block of operations of different accounts, and the state before it.
    ///
    /// - Parameter count: Operations, at most the number of accounts.
    public func block(
        of kind: MarketBlock, count: Int
    ) throws -> (data: BlockData, state: LedgerState) {
        let operations = (0..<count).map { index in
            // The first account has used two nonces to create the pools.
            var operation = Market.operation(
                account: UInt32(1 + index), nonce: index == 0 ? 2 : 0, body(kind, index))
            operation.signature = key.sign(
                message: operation.signingMessage(network: opened.header.network))
            return Operation.signed(operation)
        }
        let data = BlockData(
            number: opened.header.number + 1, timestamp: 2, operations: operations)
        return (data, opened)
    }

    private func body(_ kind: MarketBlock, _ index: Int) -> SignedBody {
        switch kind {
        case .transfer: transfer(index)
        case .swap: swap(index, pool: 0)
        case .stableSwap: swap(index, pool: 1)
        case .oneCoin: addition(index, pool: 0)
        case .stableOneCoin: addition(index, pool: 1)
        case .mixed: index % 2 == 0 ? transfer(index) : swap(index, pool: 0)
        }
    }

    private func addition(_ index: Int, pool: UInt16) -> SignedBody {
        .addLiquidityOneCoin(
            AddLiquidityOneCoin(
                pool: PoolID(pool), token: TokenID(UInt16(2 + index % 2)),
                amount: Amount(UInt128(1 + index % 7) * whole), minimumShares: Amount(1)))
    }

    private func transfer(_ index: Int) -> SignedBody {
        .transfer(
            Transfer(
                token: TokenID(2), amount: Amount(UInt128(1 + index % 9) * whole),
                destination: .account(AccountID(UInt32(1 + (index + 1) % accountCount))),
                destinationSubAccount: SubAccount(0)))
    }

    private func swap(_ index: Int, pool: UInt16) -> SignedBody {
        .swap(
            Swap(
                kind: .exactIn,
                route: Route(
                    from: TokenID(UInt16(2 + index % 2)), through: PoolID(pool),
                    to: TokenID(UInt16(3 - index % 2))),
                amountIn: Amount(UInt128(1 + index % 7) * whole), amountOut: Amount(whole / 2)))
    }
}
