# pragma version ~=0.4.3
"""
@title Oracle Registry
@custom:contract-name OracleRegistry
@license Apache-2.0
@notice The oracles of one chain's contracts, their threshold, and
        the bonds that they lose when they sign two histories. More than
        two thirds must agree, so that two sets which agree share an
        honest member.
"""


# @dev We import and implement the `IOracleRegistry` interface.
from .interfaces import IOracleRegistry
implements: IOracleRegistry


# @dev The most members.
_MEMBERS: constant(uint256) = 32


# @dev The largest `s` of a signature: half the group's order.
_LOW_S: constant(uint256) = (
    57_896_044_618_658_097_711_785_492_504_343_953_926_418_782_139_537_452_191_302_581_570_759_080_747_168
)


# @dev Returns the address of the governance contract.
governance: public(immutable(address))


# @dev Returns the seconds after which a change applies and a
# former member gets its bond back.
delay: public(immutable(uint256))


# @dev Returns the bond without which a member does not count.
bond: public(immutable(uint256))


# @dev The network and the chain that confirmations name.
_NETWORK: immutable(uint32)
_CHAIN: immutable(uint8)


# @dev The current members.
_members: DynArray[address, _MEMBERS]


# @dev Returns whether an address is a member.
is_member: public(HashMap[address, bool])


# @dev Returns the number of members that must sign.
threshold: public(uint256)


# @dev Returns the bond that an address has posted.
bond_of: public(HashMap[address, uint256])


# @dev Returns the time at which an address stopped being a member.
left_at: public(HashMap[address, uint256])


# @dev Returns whether an address was convicted and can
# never be a member again.
is_convicted: public(HashMap[address, bool])


# @dev Returns what can be withdrawn from convictions.
rewards: public(HashMap[address, uint256])


# @dev The pending change, and the time from which it can be
# applied: zero if none is pending.
_added: DynArray[address, _MEMBERS]
_removed: DynArray[address, _MEMBERS]
_threshold: uint256
change_time: public(uint256)


# @dev Emitted when a change is proposed.
event ChangeProposed:
    added: DynArray[address, _MEMBERS]
    removed: DynArray[address, _MEMBERS]
    threshold: uint256
    applicable: uint256


# @dev Emitted when the pending change is cancelled.
event ChangeCancelled:
    pass


# @dev Emitted when the members or the threshold change.
event MembersChanged:
    members: DynArray[address, _MEMBERS]
    threshold: uint256


# @dev Emitted when a bond grows.
event BondPosted:
    member: indexed(address)
    amount: uint256


# @dev Emitted when a former member takes its bond back.
event BondWithdrawn:
    member: indexed(address)
    amount: uint256


# @dev Emitted when a member is shown to have signed two histories.
event MemberConvicted:
    member: indexed(address)
    submitter: indexed(address)
    number: uint64
    amount: uint256


@deploy
def __init__(
    governance_: address,
    members_: DynArray[address, _MEMBERS],
    threshold_: uint256,
    delay_: uint256,
    bond_: uint256,
    network_id_: uint32,
    chain_: uint8,
):
    """
    @dev Sets up the first members.
    @param governance_ The governance contract.
    @param members_ The first members.
    @param threshold_ The number of members that must sign.
    @param delay_ The seconds after which a change applies.
    @param bond_ The bond without which a member does not count.
    @param network_id_ The network's identifier.
    @param chain_ The network's own number of this chain.
    """
    assert governance_ != empty(address), "OracleRegistry: governance is zero"
    governance = governance_
    delay = delay_
    bond = bond_
    _NETWORK = network_id_
    _CHAIN = chain_
    for member: address in members_:
        self._add(member)
    self._set_threshold(threshold_)


@external
@view
def verify(digest: bytes32, signatures: DynArray[Bytes[65], _MEMBERS]) -> bool:
    """
    @dev Returns whether enough distinct members signed `digest`.
    @param digest The 32-byte digest.
    @param signatures The signatures, strictly ascending by signer.
    @return bool The verdict. One bad signature spoils all.
    """
    if len(signatures) < self.threshold:
        return False
    last: uint256 = 0
    for signature: Bytes[65] in signatures:
        signer: address = self._recover(digest, signature)
        if convert(signer, uint256) <= last:
            return False
        if not self.is_member[signer] or self.bond_of[signer] < bond:
            return False
        last = convert(signer, uint256)
    return True


@external
@view
def members() -> DynArray[address, _MEMBERS]:
    """
    @dev Returns the current members.
    @return DynArray The addresses, in no particular order.
    """
    return self._members


@external
def propose_change(
    added: DynArray[address, _MEMBERS], removed: DynArray[address, _MEMBERS], threshold: uint256
):
    """
    @dev Proposes a change of members, in place of a pending one.
    @param added The addresses that become members.
    @param removed The members that leave.
    @param threshold The number of members that must sign then.
    """
    assert msg.sender == governance, "OracleRegistry: not governance"
    for member: address in added:
        self._check_new(member)
    for member: address in removed:
        assert self.is_member[member], "OracleRegistry: not a member"
    assert len(self._members) + len(added) >= len(removed), "OracleRegistry: too few members"
    count: uint256 = len(self._members) + len(added) - len(removed)
    self._check_threshold(count, threshold)
    self._added = added
    self._removed = removed
    self._threshold = threshold
    self.change_time = block.timestamp + delay
    log ChangeProposed(
        added=added, removed=removed, threshold=threshold, applicable=self.change_time
    )


@external
def apply_change():
    """
    @dev Applies the pending change after its delay.
    """
    assert self.change_time != 0, "OracleRegistry: no change"
    assert block.timestamp >= self.change_time, "OracleRegistry: too early"
    for member: address in self._removed:
        # A member convicted in the meantime is removed already.
        if self.is_member[member]:
            self._remove(member)
    for member: address in self._added:
        self._add(member)
    self._clear_change()
    self._set_threshold(self._threshold)


@external
def cancel_change():
    """
    @dev Cancels the pending change.
    """
    assert msg.sender == governance, "OracleRegistry: not governance"
    assert self.change_time != 0, "OracleRegistry: no change"
    self._clear_change()
    log ChangeCancelled()


@external
@payable
def post_bond():
    """
    @dev Adds to the caller's bond.
    """
    assert self.is_member[msg.sender], "OracleRegistry: not a member"
    assert msg.value > 0, "OracleRegistry: no value"
    self.bond_of[msg.sender] += msg.value
    log BondPosted(member=msg.sender, amount=msg.value)


@external
@nonreentrant
def withdraw_bond():
    """
    @dev Returns the bond of a former member, after the delay: until
         then its signatures as a member can still convict it.
    """
    assert not self.is_member[msg.sender], "OracleRegistry: still a member"
    amount: uint256 = self.bond_of[msg.sender]
    assert amount > 0, "OracleRegistry: no bond"
    assert block.timestamp >= self.left_at[msg.sender] + delay, "OracleRegistry: too early"
    self.bond_of[msg.sender] = 0
    log BondWithdrawn(member=msg.sender, amount=amount)
    raw_call(msg.sender, b"", value=amount)


@external
@nonreentrant
def withdraw_reward():
    """
    @dev Pays the caller its part of convicted members' bonds.
    """
    amount: uint256 = self.rewards[msg.sender]
    assert amount > 0, "OracleRegistry: no reward"
    self.rewards[msg.sender] = 0
    raw_call(msg.sender, b"", value=amount)


@external
def submit_evidence(
    epoch: uint32,
    number: uint64,
    header_hash_a: bytes32,
    sync_hash_a: bytes32,
    signature_a: Bytes[65],
    header_hash_b: bytes32,
    sync_hash_b: bytes32,
    signature_b: Bytes[65],
):
    """
    @dev Convicts an oracle that confirmed two histories on this
         chain. It stops counting at once, even when too few remain:
         then nothing is confirmed until governance acts.
    @notice Half of the bond goes to the submitter and half to
            governance: an oracle that convicts itself first still
            loses half.
    @param epoch The epoch of both confirmations.
    @param number The block of both confirmations.
    @param header_hash_a The first header hash.
    @param sync_hash_a The first sync hash.
    @param signature_a The signature of the first.
    @param header_hash_b The second header hash.
    @param sync_hash_b The second sync hash.
    @param signature_b The signature of the second.
    """
    assert (
        header_hash_a != header_hash_b or sync_hash_a != sync_hash_b
    ), "OracleRegistry: same confirmation"
    member: address = self._recover(
        self._confirmation(epoch, number, header_hash_a, sync_hash_a), signature_a
    )
    assert member != empty(address), "OracleRegistry: bad signature"
    assert member == self._recover(
        self._confirmation(epoch, number, header_hash_b, sync_hash_b), signature_b
    ), "OracleRegistry: different signers"
    amount: uint256 = self.bond_of[member]
    assert self.is_member[member] or amount > 0, "OracleRegistry: not a member"
    self.is_convicted[member] = True
    self.bond_of[member] = 0
    self.rewards[governance] += amount // 2
    self.rewards[msg.sender] += amount - amount // 2
    log MemberConvicted(member=member, submitter=msg.sender, number=number, amount=amount)
    if self.is_member[member]:
        self._remove(member)
        log MembersChanged(members=self._members, threshold=self.threshold)


@internal
def _add(member: address):
    """
    @dev Adds a member.
    @param member The 20-byte address.
    """
    self._check_new(member)
    self.is_member[member] = True
    self._members.append(member)


@internal
def _remove(member: address):
    """
    @dev Removes a member; its bond stays until the delay is over.
    @param member The 20-byte address.
    """
    self.is_member[member] = False
    self.left_at[member] = block.timestamp
    last: address = self._members.pop()
    if last == member:
        return
    for i: uint256 in range(len(self._members), bound=_MEMBERS):
        if self._members[i] == member:
            self._members[i] = last
            break


@internal
def _set_threshold(threshold: uint256):
    """
    @dev Sets the threshold for the current members.
    @param threshold The number of members that must sign.
    """
    self._check_threshold(len(self._members), threshold)
    self.threshold = threshold
    log MembersChanged(members=self._members, threshold=threshold)


@internal
def _clear_change():
    """
    @dev Clears the pending change.
    """
    self._added = []
    self._removed = []
    self.change_time = 0


@internal
@view
def _check_new(member: address):
    """
    @dev Refuses an address that cannot become a member.
    @param member The 20-byte address.
    """
    assert member != empty(address), "OracleRegistry: member is zero"
    assert not self.is_member[member], "OracleRegistry: already a member"
    assert not self.is_convicted[member], "OracleRegistry: convicted"


@internal
@pure
def _check_threshold(count: uint256, threshold: uint256):
    """
    @dev Refuses a threshold at which two sets that agree could have
         only faulty members in common, or that nobody can reach.
    @param count The number of members.
    @param threshold The number that must sign.
    """
    assert count <= _MEMBERS, "OracleRegistry: too many members"
    assert threshold >= 2, "OracleRegistry: threshold below 2"
    assert 3 * threshold > 2 * count, "OracleRegistry: threshold too low"
    assert threshold <= count, "OracleRegistry: threshold too high"


@internal
@view
def _confirmation(
    epoch: uint32, number: uint64, header_hash: bytes32, sync_hash: bytes32
) -> bytes32:
    """
    @dev Returns the digest of a confirmation on this chain.
    @param epoch The number of reverts before it.
    @param number The block.
    @param header_hash The block's header hash.
    @param sync_hash The block's sync hash.
    @return bytes32 The 32-byte digest.
    """
    return keccak256(
        concat(
            b"ZkLink confirm v1",
            convert(_NETWORK, bytes4),
            convert(_CHAIN, bytes1),
            convert(epoch, bytes4),
            convert(number, bytes8),
            header_hash,
            sync_hash,
        )
    )


@internal
@pure
def _recover(digest: bytes32, signature: Bytes[65]) -> address:
    """
    @dev Returns the signer, or zero. Of the two valid `s` only the
         lower counts.
    @param digest The 32-byte digest.
    @param signature The 65-byte signature `r || s || v`.
    @return address The 20-byte signer.
    """
    if len(signature) != 65:
        return empty(address)
    r: uint256 = extract32(signature, 0, output_type=uint256)
    s: uint256 = extract32(signature, 32, output_type=uint256)
    v: uint256 = extract32(signature, 33, output_type=uint256) & 255
    if s > _LOW_S:
        return empty(address)
    return ecrecover(digest, v, r, s)
