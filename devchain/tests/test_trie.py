"""RLP and the trie against published examples and each other."""

from __future__ import annotations

import pytest
import rlp
from hypothesis import given, settings
from hypothesis import strategies as st

from devchain import trie
from devchain.encoding import RlpError, rlp_decode, rlp_encode

PAIRS = st.dictionaries(st.binary(min_size=1, max_size=4), st.binary(min_size=1, max_size=40),
                        max_size=24)
ITEMS = st.recursive(st.binary(max_size=70), lambda inner: st.lists(inner, max_size=5),
                     max_leaves=20)


def build(pairs: dict[bytes, bytes]) -> trie.Node:
    node: trie.Node = None
    for key, value in pairs.items():
        node = trie.put(node, trie.nibbles(key), value)
    return node


def test_published_roots() -> None:
    # ethereum/tests, TrieTests: "emptyValues" start, "dogs", "puppy".
    assert trie.EMPTY_ROOT.hex() == (
        "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")
    assert trie.root_hash(build({b"doe": b"reindeer", b"dog": b"puppy", b"dogglesworth": b"cat"})
                          ).hex() == (
        "8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3")
    assert trie.root_hash(build({b"do": b"verb", b"horse": b"stallion", b"doge": b"coin",
                                 b"dog": b"puppy"})).hex() == (
        "5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84")


@settings(max_examples=150, deadline=None)
@given(PAIRS, st.data())
def test_removal_gives_the_trie_never_grown(pairs: dict[bytes, bytes], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(pairs)))) if pairs else set()
    node = build(pairs)
    before = trie.root_hash(node)
    smaller = node
    for key in gone:
        smaller = trie.remove(smaller, trie.nibbles(key))
    rest = {key: value for key, value in reversed(pairs.items()) if key not in gone}
    assert trie.root_hash(smaller) == trie.root_hash(build(rest))
    assert trie.root_hash(node) == before
    assert gone == set() or trie.root_hash(smaller) != before


@settings(max_examples=150, deadline=None)
@given(ITEMS)
def test_rlp_agrees_with_the_reference_library(item: object) -> None:
    encoded = rlp_encode(item)
    assert encoded == rlp.encode(item)
    assert rlp_decode(encoded, max_depth=64) == item


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80))
def test_rlp_decoder_is_total_and_canonical(data: bytes) -> None:
    try:
        item = rlp_decode(data, max_depth=64)
    except RlpError:
        return
    assert rlp_encode(item) == data


@pytest.mark.parametrize("data", ["", "8100", "b80100", "b90001", "c1", "c28080ff", "bf" + "ff" * 8,
                                  "f80180"])
def test_rlp_decoder_refuses(data: str) -> None:
    with pytest.raises(RlpError):
        rlp_decode(bytes.fromhex(data))
