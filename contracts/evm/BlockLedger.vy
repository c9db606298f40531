# pragma version ~=0.4.3
"""
@title Ledger of Blocks
@custom:contract-name BlockLedger
@license Apache-2.0
@notice Follows the network's blocks: commit, prove, confirm, revert.
        It holds no money and makes static calls only. `ZkLink` creates
        it, keeps the money, and executes what is proven and confirmed
        here. See `docs/protocol/contracts.md`.
"""


# @dev We import and implement the `IBlockLedger` interface.
from .interfaces import IBlockLedger
implements: IBlockLedger


# @dev We import the `header` module, which is stateless.
from . import header


# @dev We import and initialise the module of each part.
from . import network
initializes: network

from . import levers
initializes: levers[network := network]

from . import blocks
initializes: blocks[network := network, levers := levers]


# @dev We export all external functions of the modules and the getters
# of their public variables.
exports: network.__interface__
exports: levers.__interface__
exports: blocks.__interface__


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
    revert_deadline_: uint256,
):
    """
    @dev Joins the network at its genesis, for the contract that
         creates this one.
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
    @param revert_deadline_ The seconds after which unexecuted
           blocks can be reverted.
    """
    genesis: header.Header = header._decode(genesis_header, chain_)
    assert genesis.version == blocks.VERSION, "blocks: unknown version"
    assert genesis.network_id == convert(network_id_, uint256), "blocks: other network"
    header._check_genesis(genesis_header, genesis)
    network.__init__(network_id_, chain_, governance_)
    levers.__init__(operator_)
    blocks.__init__(
        is_data_chain_,
        mode_,
        verifier_,
        oracles_,
        program_id_,
        key_root_,
        revert_deadline_,
        genesis_header,
        genesis,
    )
