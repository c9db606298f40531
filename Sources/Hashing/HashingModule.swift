// Poseidon2-Goldilocks, SHA-256 and Keccak-256.
