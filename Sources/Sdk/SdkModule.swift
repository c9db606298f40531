// The client library: wallet, sign, submit, follow.
