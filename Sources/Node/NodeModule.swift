// Sequencing, blocks, settlement sending and watching, recovery and the public API.
