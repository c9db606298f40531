// The durable log and the ordered key-value store (LMDB, or memory for tests).
