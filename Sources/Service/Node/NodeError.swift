public import Network
public import Sequencing
public import Transition

/// Reasons why a node does not start.
public enum NodeError: Error, Equatable, Sendable {
    /// The configured chains are not a valid genesis.
    case genesis(TransitionError)
    /// The state cannot be recovered.
    case sequencing(SequencingError)
    /// The server cannot listen.
    case network(NetworkError)
}
