// Mixed-height Merkle commitments and their openings.
