import Testing

@Suite struct WalletSignaturesTests {}
