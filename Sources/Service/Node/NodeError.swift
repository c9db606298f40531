public import Network
public import Sequencing
public import Transition

/// Reason why a node does not start.
public enum NodeError: Error, Equatable, Sendable {
    /// The configured chains make no genesis.
    case genesis(TransitionError)
    /// The state cannot be recovered.
    case sequencing(SequencingError)
    /// The server cannot listen.
    case network(NetworkError)
}
