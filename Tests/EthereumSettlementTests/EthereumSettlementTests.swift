import Testing

@Suite struct EthereumSettlementTests {}
