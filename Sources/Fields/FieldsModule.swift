// The Goldilocks field, its cubic and quintic extensions, and batch inversion.
