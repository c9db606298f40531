// The chain-neutral port: deposits, commitments, exits, finality, reorganisation.
