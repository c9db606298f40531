/// Examples of the configuration files.
enum ConfigurationHelp {
    static let text = """
        Every file is JSON; unknown keys are refused. ZKLINK_<NAME> variables and flags come before the file.

        network.json, shared by all (written by the deployment)
          {"networkId": 7001, "feeOwner": "0x...", "programId": "0x...", "keyRoot": "0x...",
           "chains": [{"chain": 1, "name": "A", "rpc": "http://127.0.0.1:8545", "evmChainId": 31001,
                       "contract": "0x...", "blockLedger": "0x...", "confirmations": 12,
                       "startBlock": 100, "dataChain": true,
                       "otherContracts": ["0x..."]}],
           "tokens": [{"token": 2, "symbol": "USDC"}]}

        client.json, for wallets and traders
          {"network": "network.json", "node": "http://127.0.0.1:9100"}

        node.json
          {"network": "network.json", "dataDirectory": "node", "listen": "127.0.0.1:9100",
           "operatorKeyFile": "operator.key", "oracles": ["http://127.0.0.1:9201"],
           "blockIntervalMilliseconds": 1000, "maximumOperations": 1024, "minimumFees": {"USDC": "0.01"},
           "claimForReceivers": true, "alarmSeconds": 60, "pollMilliseconds": 500,
           "statusListen": "127.0.0.1:9101", "maximumConnections": 1024, "connectionsPerAddress": 256}

          optional: "rpc": {"1": ["http://127.0.0.1:8545", "..."]}, nodes of a chain that are compared:
          more than half must answer, and none may contradict
          optional, to have blocks proven: "program": "TransitionProgram.elf", "joinKeys": "joins.txt",
          "wrapVerifyingKey": "wrap.json", "proverListen": "10.0.0.1:9150",
          "proverTokenFile": "prover.token", "proverPostgres": "dbname=zklink", "proofAlarmSeconds": 600,
          "proofWaitSeconds": 60

        oracle.json, for one oracle with nodes of its own (all that are listed must agree)
          {"network": "network.json", "dataDirectory": "oracle", "listen": "127.0.0.1:9201",
           "keyFile": "oracle.key", "rpc": {"1": ["http://127.0.0.1:8545"]}, "finalityDepth": {"1": 12},
           "pollMilliseconds": 1000}

        broker.json
          {"network": "network.json", "node": "http://127.0.0.1:9100", "dataDirectory": "broker",
           "keyFile": "broker.key", "minimumFeeRate": 5,
           "limits": {"USDC": {"perPayout": "50000", "outstanding": "100000"}}}
        """
}
