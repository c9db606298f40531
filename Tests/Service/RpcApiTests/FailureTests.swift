import Ledger
import Network
import RpcApi
import Testing

@Suite struct FailureTests {
    @Test func everyRejectionHasItsCode() {
        for rejection in Rejection.allCases {
            let failure = RequestFailure(rejection)
            #expect(failure.code == -32_000 - Int(rejection.rawValue))
            #expect(failure.reason.rejection == rejection)
        }
    }

    /// JSON-RPC has one code for every request that is none or beyond a limit.
    @Test func codesDiffer() {
        let sharing: [FailureReason] = [.batchTooLarge, .answerTooLarge]
        let codes = FailureReason.allCases.filter { !sharing.contains($0) }.map(\.code)
        #expect(sharing.allSatisfy { $0.code == FailureReason.request.code })
        #expect(Set(codes).count == codes.count)
    }

    @Test func readsWhatItWrites() {
        let failure = RequestFailure(.overloaded, "try later", retryAfterMilliseconds: 50)
        #expect(RequestFailure(failure.error) == failure)
        let fault = RequestFailure(.internal, "failed", id: "7f")
        #expect(RequestFailure(fault.error) == fault)
    }

    @Test func unknownErrorIsAnInternalOne() {
        let failure = RequestFailure(RPCError(code: -1, message: "strange"))
        #expect(failure.reason == .internal)
    }
}
