// Fiat-Shamir transcripts, the only place challenges come from.
