/// Reasons why a witness is refused.
public enum StateTreeError: Error, Equatable, Sendable {
    /// More words than `StateTreeLimits.witnessWordCount`.
    case tooLarge(wordCount: Int)
    /// More records than `StateTreeLimits.witnessRecordCount`.
    case tooManyRecords(count: Int)
    /// The first word is no known version.
    case unknownVersion
    /// The words end within a node.
    case truncated
    /// Words are left after the tree.
    case trailingWords(count: Int)
    /// A node's header has a value that the format does not allow.
    case invalidNode
    /// A digest with an element that is not below the modulus.
    case nonCanonicalDigest
    /// A value longer than `StateTreeLimits.valueWordCount`.
    case valueTooLong(wordCount: Int)
    /// A leaf at a position that its key does not lead to.
    case misplacedLeaf
    /// A branch below the last bit of a key.
    case tooDeep
    /// The tree and the list differ in their number of records.
    case missingRecord
}
