// Reads every chain, re-executes blocks, compares, signs and publishes its view.
