import Testing

@Suite struct StateTreeTests {}
