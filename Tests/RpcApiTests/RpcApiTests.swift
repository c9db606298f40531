import Testing

@Suite struct RpcApiTests {}
