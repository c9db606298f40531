// The settlement adapter for EVM chains over JSON-RPC.
