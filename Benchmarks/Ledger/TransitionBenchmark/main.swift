import BenchmarkMarket
import Bytes
import Ledger
import Signatures
import Transition

// transition-benchmark: swaps a second in full blocks, as one line of JSON.

let market = try Market(accountCount: 1_000)
let unsigned = try market.swaps(blockCount: 20, signed: false)
let signed = try market.swaps(blockCount: 1, signed: true)
let execution = try market.execute(unsigned, .alreadyVerified)
let verified = try market.execute(signed, .verify)
let (guest, guestHash) = try market.runOverWitness(signed[0])
print(
    """
    {"operationsPerBlock":\(execution.operationsPerBlock),\
    "swapsPerSecond":\(execution.operationsPerSecond),\
    "swapsPerSecondVerified":\(verified.operationsPerSecond),\
    "closeMicrosecondsPerBlock":\(execution.closeMicroseconds),\
    "commitMicrosecondsPerBlock":\(execution.commitMicroseconds),\
    "witnessTransitionMicroseconds":\(guest),\
    "lastHeaderHash":"\(guestHash.hex)"}
    """)
