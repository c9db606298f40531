// secp256k1 wallet signatures through libsecp256k1, on the host only.
