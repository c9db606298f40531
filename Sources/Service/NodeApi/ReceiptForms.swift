import Ledger
import RpcApi
import Sequencing
import Transition

// Results of operations in the form of the interface.

extension ReceiptInfo {
    init(_ result: OperationResult) {
        switch result {
        case .applied(let receipt): self.init(receipt)
        case .failed(let rejection, let refund):
            self = .failed(
                FailureReceipt(
                    reason: FailureReason(rejection), payout: refund.map { ReceiptPayout($0) }))
        }
    }

    private init(_ receipt: Transition.Receipt) {
        switch receipt {
        case .done: self = .done
        case .account(let account, let isNew):
            self = .account(AccountReceipt(account: account, isNewAccount: isNew))
        case .payout(let payout, let amount):
            self = .payout(PayoutReceipt(amount: amount, payout: ReceiptPayout(payout)))
        case .liquidity(let pool, let shares, let amounts):
            self = .liquidity(LiquidityReceipt(pool: pool, shares: shares, amounts: amounts.array))
        case .trade(let trade):
            self = .trade(
                TradeReceipt(
                    tokenIn: trade.tokenIn, tokenOut: trade.tokenOut, amountIn: trade.amountIn,
                    amountOut: trade.amountOut, pools: trade.hops.array.map(\.pool)))
        case .dollars(let dollars, let fee, let coins):
            self = .dollars(
                DollarReceipt(
                    dollars: dollars, fee: fee,
                    coins: coins.array.map { CoinAmount(token: $0.token, amount: $0.amount) }))
        case .conversion(let conversion):
            self = .conversion(
                ConversionReceipt(
                    poolOut: conversion.poolOut, dollars: conversion.dollars,
                    fee: conversion.fee, parOut: conversion.parOut))
        case .vault(let change):
            self = .vault(
                VaultReceipt(
                    collateral: change.collateral, principal: change.principal,
                    interest: change.interest, badDebt: change.badDebt))
        case .credit(let account, let isNew, let credited):
            self = .credit(
                CreditReceipt(
                    account: account, isNewAccount: isNew, token: credited.token,
                    amount: credited.amount))
        }
    }
}

extension ReceiptPayout {
    init(_ ordered: ChainPayout) {
        let payout = ordered.payout
        self.init(
            payoutHash: ordered.hash, chain: ordered.chain, token: payout.token,
            chainAmount: Amount(payout.chainAmount), isRefund: payout.origin.kind == .refund)
    }
}
