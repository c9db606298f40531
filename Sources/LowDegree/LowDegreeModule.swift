// FRI, proving and verifying.
