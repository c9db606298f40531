/// Every limit of the process; each module of the node has its own.
enum NodeLimits {
    /// Time that shutdown waits for calls that chains have not answered.
    static let stopPatienceMilliseconds = 4_000
    /// Time that shutdown waits for answers on their way to clients.
    static let serverGraceMilliseconds = 2_000
    /// Time that an oracle has for an answer.
    static let oracleTimeoutMilliseconds = 3_000
    /// Time that connecting to an oracle may take.
    static let oracleConnectMilliseconds = 2_000
    /// Bytes in an oracle's answer.
    static let oracleAnswerByteCount = 1 << 20
    /// Connections to one oracle kept open.
    static let oracleIdleConnections = 4
    /// Time for which an oracle that did not answer is not asked.
    static let oraclePauseMilliseconds = 15_000
}
