import Foundation
import Testing

/// One operation is one file: the number of others that name it (CONTRIBUTING.md).
@Suite struct OperationTests {
    private let tree = SourceTree()

    /// Every operation with the most files of Sources that may name it: its rule, the list, the
    /// command line, and for operations of a chain the adapter and the payout.
    private let limits = [
        ("Transfer", 4), ("Withdraw", 4), ("CreatePool", 4), ("AddLiquidity", 4),
        ("RemoveLiquidity", 4), ("AddLiquidityOneCoin", 4),
        ("RemoveLiquidityOneCoin", 4), ("Swap", 4), ("Deposit", 8), ("FullExit", 8), ("SetKey", 8),
        ("CrossSwap", 8), ("RegisterToken", 8), ("RampAmplification", 4), ("PostPrices", 4),
        ("Mint", 5), ("Redeem", 4), ("RedeemBasket", 4), ("SetCollateral", 4), ("SetSigners", 4),
        ("SetFeed", 4), ("Convert", 4), ("OpenDebt", 4), ("Repay", 4), ("Liquidate", 4),
        ("SetVaultTerms", 4), ("SetReserveTarget", 4),
    ]

    @Test func eachIsNamedInFewFiles() throws {
        for (name, limit) in limits {
            let member = name.prefix(1).lowercased() + name.dropFirst()
            let pattern = try Regex(#"\b\#(name)\b|\.\#(member)\("#)
            // In the proving wing a transfer is a tuple on a bus.
            let files = try tree.swiftSources.filter {
                try !$0.hasPrefix("Sources/Proving/") && tree.text(of: $0).contains(pattern)
            }
            #expect(files.count <= limit, "\(name) is named in \(files)")
            #expect(files.contains { $0.hasSuffix("/\(name).swift") }, "\(name) has a file")
        }
    }

    @Test func rulesAreTheFilesListed() throws {
        let rules = tree.swiftSources.filter { $0.contains("/Transition/Rules/") }
            .map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }
        #expect(Set(rules) == Set(limits.map(\.0)).union(["Rule"]))
        let page = try tree.text(of: "docs/protocol/transition.md")
        for (name, _) in limits { #expect(page.contains("\n### \(name) (0x"), "\(name)") }
    }
}
