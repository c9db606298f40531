// Matrices, number-theoretic transforms and low-degree extension.
