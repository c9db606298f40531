import Testing

@Suite struct RiscvTests {}
