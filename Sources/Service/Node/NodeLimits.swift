/// Every limit of the process; each module of the node has further ones.
enum NodeLimits {
    /// The time that the start waits for a first reading of the chains.
    static let firstReadingMilliseconds = 5_000
    /// The time that shutdown waits for calls that chains have not answered.
    static let stopPatienceMilliseconds = 4_000
    /// The time that shutdown waits for answers on their way to clients.
    static let serverGraceMilliseconds = 2_000
    /// The time that an oracle has for an answer.
    static let oracleTimeoutMilliseconds = 3_000
    /// The longest time to connect to an oracle.
    static let oracleConnectMilliseconds = 2_000
    /// The most bytes of an oracle's answer.
    static let oracleAnswerByteCount = 1 << 20
    /// Connections to one oracle kept open.
    static let oracleIdleConnections = 4
    /// The time for which an oracle that did not answer is not asked.
    static let oraclePauseMilliseconds = 15_000
}
