// Accounts, amounts, tokens, operations and their canonical encodings.
