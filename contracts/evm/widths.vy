# pragma version ~=0.4.3
"""
@title Largest Values of Narrow Integers
@custom:contract-name widths
@license Apache-2.0
@notice Encodings carry narrow integers within 32-byte words: these are
        the bounds and masks of those words.
"""


U8: constant(uint256) = 2 ** 8 - 1
U16: constant(uint256) = 2 ** 16 - 1
U32: constant(uint256) = 2 ** 32 - 1
U64: constant(uint256) = 2 ** 64 - 1
U128: constant(uint256) = 2 ** 128 - 1
U160: constant(uint256) = 2 ** 160 - 1
