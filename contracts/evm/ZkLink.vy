# pragma version ~=0.4.3
"""
@title ZkLink on One Chain
@custom:contract-name ZkLink
@license Apache-2.0
@notice Holds the network's tokens on this chain, queues requests,
        follows the network's blocks and pays what they order. Each part
        is a module; this file joins them and names what is external.
        See `docs/protocol/contracts.md`.
"""


# @dev We import the `header` module, which is stateless.
from . import header


# @dev We import and initialise the module of each part.
from . import network
initializes: network

from . import tokens
initializes: tokens[network := network]

from . import queue
initializes: queue[network := network, tokens := tokens]

from . import blocks
initializes: blocks[network := network, queue := queue]

from . import payouts
initializes: payouts[network := network, tokens := tokens, blocks := blocks]

from . import escape
initializes: escape[network := network, tokens := tokens, queue := queue, blocks := blocks]


# @dev We export all external functions of the modules and the getters
# of their public variables.
exports: network.__interface__
exports: tokens.__interface__
exports: queue.__interface__
exports: blocks.__interface__
exports: payouts.__interface__
exports: escape.__interface__


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
    queue_deadline_: uint256,
    revert_deadline_: uint256,
):
    """
    @dev Joins the network at its genesis.
    @param network_id_ The network's identifier.
    @param chain_ The network's own number of this chain.
    @param is_data_chain_ Whether block data is published here.
    @param mode_ What the verifier trusts: 1 attested, 2 validity.
    @param verifier_ The contract that judges computation.
    @param oracles_ The registry of oracles.
    @param governance_ The governance contract.
    @param operator_ The first operator.
    @param genesis_header The encoded header of block 0.
    @param program_id_ The identifier of the proven program.
    @param queue_deadline_ After how many seconds an entry that
           waits lets anyone start exodus.
    @param revert_deadline_ After how many seconds unexecuted
           blocks can be reverted.
    """
    genesis: header.Header = header._decode(genesis_header, chain_)
    assert genesis.version == 1, "blocks: unknown version"
    assert genesis.network_id == convert(network_id_, uint256), "blocks: other network"
    header._check_genesis(genesis_header, genesis)
    network.__init__(network_id_, chain_, is_data_chain_, governance_, operator_)
    tokens.__init__()
    queue.__init__(genesis.chains)
    blocks.__init__(
        mode_, verifier_, oracles_, program_id_, revert_deadline_, genesis_header, genesis
    )
    payouts.__init__()
    escape.__init__(queue_deadline_)
