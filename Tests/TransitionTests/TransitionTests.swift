import Testing

@Suite struct TransitionTests {}
