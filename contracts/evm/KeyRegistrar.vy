# pragma version ~=0.4.3
"""
@title Registrar of Keys
@custom:contract-name KeyRegistrar
@license Apache-2.0
@notice Queues a trading key for an owner who signed for it (EIP-712):
        anyone brings the signature and pays for the entry. The
        signature is judged here and now, so that layer 2 gets the same
        entry as from the owner. `ZkLink` creates this contract, which
        may name another owner in `set_key` and has no other right. See
        `docs/design/0032-keys-by-signature.md`.
"""


# @dev We import and implement the `IKeyRegistrar` interface.
from .interfaces import IKeyRegistrar
implements: IKeyRegistrar


# @dev We import the interfaces of the queue, and of the contract that
# judges signatures.
from .interfaces import IKeyQueue
from .interfaces import IWalletSignatures


# @dev The domain of messages (EIP-712).
_DOMAIN_TYPE: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
_NAME: constant(String[6]) = "ZkLink"
_VERSION: constant(String[1]) = "1"
_NAME_HASH: constant(bytes32) = keccak256("ZkLink")
_VERSION_HASH: constant(bytes32) = keccak256("1")


# @dev The fields of the domain: name, version, chain and contract
# (ERC-5267).
_FIELDS: constant(bytes1) = 0x0f


# @dev The message. Scopes have a field each, so that a wallet that only
# lists the fields shows what the key may do.
_KEY_TYPE: constant(bytes32) = keccak256(
    "SetTradingKey(address owner,uint8 slot,bytes publicKey,bool mayTrade,bool mayTransfer,bool mayWithdrawToOwner,bool mayWithdrawToAnyone,uint64 expiry,uint256 nonce,uint256 deadline)"
)


# @dev The bits of the scopes.
_TRADE: constant(uint8) = 1
_TRANSFER: constant(uint8) = 2
_WITHDRAW_TO_OWNER: constant(uint8) = 4
_WITHDRAW_TO_ANYONE: constant(uint8) = 8


# @dev Returns the contract that created this one and has the queue.
zklink: public(immutable(address))


# @dev Returns the contract that judges signatures.
signatures: public(immutable(address))


# @dev Returns the nonce of an owner's next signature.
nonces: public(HashMap[address, uint256])


# @dev Emitted when a nonce is used up: by a key, or by its owner. No
# other signature with it is taken.
event NonceUsed:
    owner: indexed(address)
    nonce: uint256


@deploy
def __init__(signatures_: address):
    """
    @dev Fixes creator and judge.
    @param signatures_ The contract that judges signatures.
    """
    assert signatures_.is_contract, "keys: no judge of signatures"
    zklink = msg.sender
    signatures = signatures_


@external
@payable
@nonreentrant
def set_key_for(
    owner: address,
    slot: uint8,
    public_key: Bytes[40],
    scopes: uint8,
    expiry: uint64,
    nonce: uint256,
    deadline: uint256,
    signature: Bytes[6_144],
):
    """
    @dev Queues a trading key for an owner who signed for it. The caller
         pays the fee of the queue; what is above comes back.
    @notice The signature may have a factory called that creates the
            owner's wallet, not by this contract. The nonce is used up
            before, the queue is open meanwhile, as to everybody.
    @param owner The 20-byte owner of the account.
    @param slot The key slot.
    @param public_key The 40-byte public key.
    @param scopes The scopes of the key, as bits. Bits above the fourth
           are not in the message: `ZkLink` refuses them.
    @param expiry The end of the key's validity, in seconds
           since 1970; zero for no end.
    @param nonce The owner's nonce.
    @param deadline The last second at which the signature is taken.
    @param signature The owner's signature.
    """
    assert block.timestamp <= deadline, "keys: signature expired"
    assert nonce == self.nonces[owner], "keys: bad nonce"
    self._use(owner, nonce)
    digest: bytes32 = self._digest(owner, slot, public_key, scopes, expiry, nonce, deadline)
    valid: bool = extcall IWalletSignatures(signatures).is_valid(owner, digest, signature)
    assert valid, "keys: bad signature"
    # Read after the calls of wallet and factory, which may queue.
    fee: uint256 = staticcall IKeyQueue(zklink).queue_fee()
    assert msg.value >= fee, "keys: fee too low"
    extcall IKeyQueue(zklink).set_key(slot, public_key, scopes, expiry, owner, value=fee)
    if msg.value > fee:
        raw_call(msg.sender, b"", value=msg.value - fee)


@external
def use_nonce():
    """
    @dev Uses up the caller's nonce, so that a signature with it is not
         taken any more.
    """
    self._use(msg.sender, self.nonces[msg.sender])


@external
@view
def eip712Domain() -> (
    bytes1, String[6], String[1], uint256, address, bytes32, DynArray[uint256, 1]
):
    """
    @dev Returns the domain of messages (ERC-5267).
    @return bytes1 The fields that it has, as bits.
    @return String The name.
    @return String The version.
    @return uint256 The chain.
    @return address The 20-byte address of this contract.
    @return bytes32 No salt.
    @return DynArray No extensions.
    """
    return _FIELDS, _NAME, _VERSION, chain.id, self, empty(bytes32), []


@internal
def _use(owner: address, nonce: uint256):
    """
    @dev Uses up a nonce.
    @param owner The 20-byte owner address.
    @param nonce The owner's nonce.
    """
    self.nonces[owner] = nonce + 1
    log NonceUsed(owner=owner, nonce=nonce)


@internal
@view
def _digest(
    owner: address,
    slot: uint8,
    public_key: Bytes[40],
    scopes: uint8,
    expiry: uint64,
    nonce: uint256,
    deadline: uint256,
) -> bytes32:
    """
    @dev Returns what an owner signs. The chain is asked for its number
         each time: after a fork it may have another.
    @param owner The 20-byte owner of the account.
    @param slot The key slot.
    @param public_key The public key.
    @param scopes The scopes of the key, as bits.
    @param expiry The end of the key's validity.
    @param nonce The owner's nonce.
    @param deadline The last second at which the signature is taken.
    @return bytes32 The 32-byte digest.
    """
    domain: bytes32 = keccak256(
        abi_encode(_DOMAIN_TYPE, _NAME_HASH, _VERSION_HASH, chain.id, self)
    )
    message: bytes32 = keccak256(
        abi_encode(
            _KEY_TYPE,
            owner,
            slot,
            keccak256(public_key),
            scopes & _TRADE != 0,
            scopes & _TRANSFER != 0,
            scopes & _WITHDRAW_TO_OWNER != 0,
            scopes & _WITHDRAW_TO_ANYONE != 0,
            expiry,
            nonce,
            deadline,
        )
    )
    return keccak256(concat(b"\x19\x01", domain, message))
