// RV32IM: ELF loading, decoding, execution and the event trace; knows nothing of proofs.
