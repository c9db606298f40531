import Testing

@Suite struct HashingTests {}
