"""Persistent Merkle Patricia trie (Yellow Paper, appendix D).

Nodes are immutable and shared: an update copies the path to the changed leaf only, so keeping an
old root keeps an old trie. The encoding of a node is computed once and cached in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional, Union

from devchain.encoding import RlpItem, keccak, rlp_encode

EMPTY_ROOT = keccak(rlp_encode(b""))


class Leaf:
    """The rest of a key, and its value."""

    __slots__ = ("path", "value", "reference")

    def __init__(self, path: tuple[int, ...], value: bytes) -> None:
        self.path = path
        self.value = value
        self.reference: RlpItem | None = None


class Extension:
    """A run of nibbles that every key below shares."""

    __slots__ = ("path", "child", "reference")

    def __init__(self, path: tuple[int, ...], child: "Branch") -> None:
        self.path = path
        self.child = child
        self.reference: RlpItem | None = None


class Branch:
    """Sixteen children, and the value of the key that ends here."""

    __slots__ = ("children", "value", "reference")

    def __init__(self, children: tuple["Node", ...], value: bytes) -> None:
        self.children = children
        self.value = value
        self.reference: RlpItem | None = None


Node = Optional[Union[Leaf, Extension, Branch]]
_NO_CHILDREN: tuple[Node, ...] = (None,) * 16


def nibbles(key: bytes) -> tuple[int, ...]:
    """A key as half-bytes, high half first."""
    return tuple(half for byte in key for half in (byte >> 4, byte & 15))


def _shared(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    count = 0
    for x, y in zip(a, b):
        if x != y:
            break
        count += 1
    return count


def put(node: Node, key: tuple[int, ...], value: bytes) -> Node:
    """The trie with `key` set to the non-empty `value`."""
    if node is None:
        return Leaf(key, value)
    if isinstance(node, Branch):
        if not key:
            return Branch(node.children, value)
        children = list(node.children)
        children[key[0]] = put(children[key[0]], key[1:], value)
        return Branch(tuple(children), node.value)
    common = _shared(node.path, key)
    if isinstance(node, Extension) and common == len(node.path):
        child = put(node.child, key[common:], value)
        assert isinstance(child, Branch)
        return Extension(node.path, child)
    if isinstance(node, Leaf) and common == len(node.path) == len(key):
        return Leaf(key, value)
    branch = put(_split(node, common), key[common:], value)
    assert isinstance(branch, Branch)
    return Extension(key[:common], branch) if common else branch


def _split(node: Leaf | Extension, common: int) -> Branch:
    """The branch that replaces `node` after the first `common` nibbles of its path."""
    rest = node.path[common:]
    if not rest:
        assert isinstance(node, Leaf)
        return Branch(_NO_CHILDREN, node.value)
    children = list(_NO_CHILDREN)
    if isinstance(node, Leaf):
        children[rest[0]] = Leaf(rest[1:], node.value)
    else:
        children[rest[0]] = Extension(rest[1:], node.child) if rest[1:] else node.child
    return Branch(tuple(children), b"")


def remove(node: Node, key: tuple[int, ...]) -> Node:
    """The trie without `key`; unchanged if the key is absent."""
    if node is None:
        return None
    if isinstance(node, Leaf):
        return None if node.path == key else node
    if isinstance(node, Extension):
        size = len(node.path)
        if key[:size] != node.path:
            return node
        return _prefixed(node.path, remove(node.child, key[size:]))
    if not key:
        return _collapse(node.children, b"")
    children = list(node.children)
    children[key[0]] = remove(children[key[0]], key[1:])
    return _collapse(tuple(children), node.value)


def _prefixed(path: tuple[int, ...], child: Node) -> Node:
    if child is None or not path:
        return child
    if isinstance(child, Leaf):
        return Leaf(path + child.path, child.value)
    if isinstance(child, Extension):
        return Extension(path + child.path, child.child)
    return Extension(path, child)


def _collapse(children: tuple[Node, ...], value: bytes) -> Node:
    live = [index for index, child in enumerate(children) if child is not None]
    if value:
        return Branch(children, value) if live else Leaf((), value)
    if not live:
        return None
    if len(live) > 1:
        return Branch(children, b"")
    return _prefixed((live[0],), children[live[0]])


def _compact(path: tuple[int, ...], is_leaf: bool) -> bytes:
    flag = 2 if is_leaf else 0
    halves = (flag + 1, *path) if len(path) % 2 else (flag, 0, *path)
    return bytes(halves[i] << 4 | halves[i + 1] for i in range(0, len(halves), 2))


def _structure(node: Leaf | Extension | Branch) -> list:
    if isinstance(node, Leaf):
        return [_compact(node.path, True), node.value]
    if isinstance(node, Extension):
        return [_compact(node.path, False), _reference(node.child)]
    return [*(_reference(child) for child in node.children), node.value]


def _reference(node: Node) -> RlpItem:
    """The reference of a parent to this node: its structure if under 32 bytes, else its hash."""
    if node is None:
        return b""
    if node.reference is None:
        structure = _structure(node)
        encoded = rlp_encode(structure)
        node.reference = structure if len(encoded) < 32 else keccak(encoded)
    return node.reference


def root_hash(node: Node) -> bytes:
    """The 32-byte root of a trie."""
    if node is None:
        return EMPTY_ROOT
    reference = _reference(node)
    return reference if isinstance(reference, bytes) else keccak(rlp_encode(reference))


def prove(node: Node, key: tuple[int, ...]) -> list[bytes]:
    """The encodings of the nodes on the path of a key, from the root to its leaf or its gap.

    A node that its parent holds inside is not listed again.
    """
    nodes: list[bytes] = []
    while node is not None:
        encoded = rlp_encode(_structure(node))
        if len(encoded) >= 32 or not nodes:
            nodes.append(encoded)
        if isinstance(node, Branch):
            node, key = (node.children[key[0]], key[1:]) if key else (None, ())
        elif isinstance(node, Extension) and key[:len(node.path)] == node.path:
            node, key = node.child, key[len(node.path):]
        else:
            break
    return nodes


def list_root(items: Iterable[bytes]) -> bytes:
    """The root of a trie of items under their RLP-encoded index."""
    node: Node = None
    for index, item in enumerate(items):
        node = put(node, nibbles(rlp_encode(index)), item)
    return root_hash(node)
