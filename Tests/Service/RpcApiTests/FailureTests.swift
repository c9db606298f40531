import Ledger
import Network
import RpcApi
import Testing

@Suite struct FailureTests {
    @Test func everyRejectionHasItsCode() {
        for rejection in Rejection.allCases {
            let failure = Failure(rejection)
            #expect(failure.code == -32_000 - Int(rejection.rawValue))
            #expect(failure.reason.rejection == rejection)
        }
    }

    @Test func codesDiffer() {
        let codes = Reason.allCases.map(\.code)
        #expect(Set(codes).count == codes.count)
    }

    @Test func readsWhatItWrites() {
        let failure = Failure(.overloaded, "try later", retryAfterMilliseconds: 50)
        #expect(Failure(failure.error) == failure)
        let fault = Failure(.internal, "failed", id: "7f")
        #expect(Failure(fault.error) == fault)
    }

    @Test func unknownErrorIsAnInternalOne() {
        let failure = Failure(RPCError(code: -1, message: "strange"))
        #expect(failure.reason == .internal)
    }
}
