"""An EVM development chain: pyrevm executes, this package keeps the chain and serves JSON-RPC."""
