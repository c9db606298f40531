// Prepays fast withdrawals and cross-chain swaps within limits and is repaid.
