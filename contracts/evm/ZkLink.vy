# pragma version ~=0.4.3
# pragma optimize codesize
"""
@title ZkLink on One Chain
@custom:contract-name ZkLink
@license Apache-2.0
@notice Holds the network's tokens on this chain, queues requests and
        pays what executed blocks order. The blocks themselves are kept
        by a `BlockLedger`, which this contract creates. Each part is a
        module; this file joins them and exports their functions. See
        `docs/protocol/contracts.md`.

        The two contracts have each other's address from construction
        and can never be bound to another. Between them there are only
        static calls, so neither can be entered through the other.
"""


# @dev We import the interface of the ledger of blocks.
from .interfaces import IBlockLedger


# @dev We import and initialise the module of each part.
from . import network
initializes: network

from . import lifecycle
initializes: lifecycle

from . import tokens
initializes: tokens[network := network]

from . import queue
initializes: queue[network := network, lifecycle := lifecycle, tokens := tokens]

from . import payouts
initializes: payouts[network := network, lifecycle := lifecycle, tokens := tokens]

from . import exodus
initializes: exodus[lifecycle := lifecycle, tokens := tokens, queue := queue, payouts := payouts]


# @dev We export all external functions of the modules and the getters
# of their public variables.
exports: network.__interface__
exports: lifecycle.__interface__
exports: tokens.__interface__
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
    ledger_code: Bytes[24_576],
):
    """
    @dev Joins the network at its genesis and creates the ledger
         of blocks.
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
    @param ledger_code The creation code of `BlockLedger`.
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
    network.__init__(network_id_, chain_, governance_)
    tokens.__init__()
    queue.__init__(staticcall IBlockLedger(ledger).chains(), is_data_chain_)
    payouts.__init__(ledger)
    exodus.__init__(queue_deadline_)
