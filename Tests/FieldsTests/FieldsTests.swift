import Testing

@Suite struct FieldsTests {}
