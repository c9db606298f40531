import Testing

@Suite struct SignaturesTests {}
