// The authenticated key-value state: a collapsed binary Merkle tree with multiproofs.
