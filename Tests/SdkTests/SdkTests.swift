import Testing

@Suite struct SdkTests {}
