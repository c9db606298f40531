// EcGFp5 Schnorr signatures over Poseidon2, in pure Swift because the guest runs them.
