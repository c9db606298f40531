# pragma version ~=0.4.3
"""
@title ZkLink on One Chain
@custom:contract-name ZkLink
@license Apache-2.0
@notice Holds the network's tokens on this chain, queues requests and
        pays what executed blocks order. The blocks themselves are kept
        by a `BlockLedger`, what may leave in a day by `OutflowLimits`,
        fees of the queue by `QueueTerms`, signatures for keys checked by
        `KeyRegistrar`: this contract creates all four. Each part is a
        module; this file joins them and exports their functions. See
        `docs/protocol/contracts.md`.

        The contracts have each other's address from construction and
        can never be bound to another. Ledger and limits make static
        calls only, so nothing can be entered through them; the terms
        call nobody but the payer of a fee, to send back what is above.
        The registrar is never called.
"""


# @dev We import the interfaces of the contracts that this one creates.
from .interfaces import IBlockLedger
from .interfaces import IKeyRegistrar
from .interfaces import IOutflowLimits
from .interfaces import IQueueTerms


# @dev We import and initialise the module of each part.
from . import network
initializes: network

from . import lifecycle
initializes: lifecycle

from . import outflow
initializes: outflow

from . import tokens
initializes: tokens[network := network, outflow := outflow]

from . import terms
initializes: terms

from . import queue
initializes: queue[network := network, lifecycle := lifecycle, tokens := tokens, terms := terms]

from . import payouts
initializes: payouts[
    network := network, lifecycle := lifecycle, tokens := tokens, outflow := outflow
]

from . import exodus
initializes: exodus[lifecycle := lifecycle, tokens := tokens, queue := queue, payouts := payouts]


# @dev We export all external functions of the modules and the getters
# of their public variables.
exports: network.__interface__
exports: lifecycle.__interface__
exports: outflow.__interface__
exports: tokens.__interface__
exports: terms.__interface__
exports: queue.__interface__
exports: payouts.__interface__
exports: exodus.__interface__


@deploy
def __init__(
    network_id_: uint32,
    chain_: uint8,
    is_data_chain_: bool,
    mode_: uint8,
    verifier_: address,
    oracles_: address,
    governance_: address,
    operator_: address,
    genesis_header: Bytes[2_048],
    program_id_: bytes32,
    key_root_: bytes32,
    queue_deadline_: uint256,
    revert_deadline_: uint256,
    queue_fee_base_: uint256,
    queue_fee_limit_: uint256,
    ledger_code: Bytes[24_576],
    limits_code: Bytes[24_576],
    terms_code: Bytes[24_576],
    signatures_: address,
    keys_code: Bytes[24_576],
):
    """
    @dev Joins the network at its genesis and creates the ledger
         of blocks, the limits of outflow, the terms of the queue and
         the registrar of keys.
    @param network_id_ The network's identifier.
    @param chain_ The network's own number of this chain.
    @param is_data_chain_ Whether block data is published here.
    @param mode_ The settlement mode: 1 unproven, 2 validity.
    @param verifier_ The contract that verifies proofs.
    @param oracles_ The registry of oracles.
    @param governance_ The governance contract.
    @param operator_ The first operator.
    @param genesis_header The encoded header of block 0.
    @param program_id_ The identifier of the proven program.
    @param key_root_ The root of the list of allowed keys.
    @param queue_deadline_ The seconds that an entry may wait before
           anyone may start exodus.
    @param revert_deadline_ The seconds after which unexecuted
           blocks can be reverted.
    @param queue_fee_base_ The fee of a queue entry when nothing waits.
    @param queue_fee_limit_ The largest such fee that governance may set.
    @param ledger_code The creation code of `BlockLedger`.
    @param limits_code The creation code of `OutflowLimits`.
    @param terms_code The creation code of `QueueTerms`.
    @param signatures_ The contract that checks signatures.
    @param keys_code The creation code of `KeyRegistrar`.
    """
    ledger: address = raw_create(
        ledger_code,
        network_id_,
        chain_,
        is_data_chain_,
        mode_,
        verifier_,
        oracles_,
        governance_,
        operator_,
        genesis_header,
        program_id_,
        key_root_,
        revert_deadline_,
    )
    assert staticcall IBlockLedger(ledger).zklink() == self, "ZkLink: other creator"
    limits: address = raw_create(limits_code, governance_)
    assert staticcall IOutflowLimits(limits).zklink() == self, "ZkLink: other creator"
    entry_terms: address = raw_create(
        terms_code, governance_, ledger, queue_fee_base_, queue_fee_limit_
    )
    assert staticcall IQueueTerms(entry_terms).zklink() == self, "ZkLink: other creator"
    registrar: address = raw_create(keys_code, signatures_)
    assert staticcall IKeyRegistrar(registrar).zklink() == self, "ZkLink: other creator"
    network.__init__(network_id_, chain_, governance_)
    outflow.__init__(limits)
    tokens.__init__()
    terms.__init__(entry_terms)
    queue.__init__(staticcall IBlockLedger(ledger).chains(), is_data_chain_, registrar)
    payouts.__init__(ledger)
    exodus.__init__(queue_deadline_)
