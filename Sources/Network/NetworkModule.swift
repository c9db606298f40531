// HTTP and WebSocket server and client, JSON and JSON-RPC framing.
