"""Methods for tests: time, mining, snapshots, reorganisations, faults, dumps."""

from __future__ import annotations

from devchain.account_methods import AccountMethods
from devchain.chain import Chain
from devchain.encoding import from_hash, to_data, to_quantity
from devchain.errors import SERVER_ERROR, RpcError, invalid_params, refused
from devchain.miner import IntervalMiner
from devchain.params import read_bool, read_number
from devchain.persistence import dump_chain, load_chain
from devchain.reorganise import ReorgPlan, Snapshots, reorganise
from devchain.rpc import Dispatcher, Fault

MAX_MINED_AT_ONCE = 10_000
MAX_DEPTH = 1 << 32
FAULT_MODES = ("error", "stall", "lie")


class DevMethods:
    """The `evm_`, `anvil_` and `devchain_` methods."""

    def __init__(self, chain: Chain, miner: IntervalMiner, dispatcher: Dispatcher,
                 accounts: AccountMethods) -> None:
        self._chain = chain
        self._miner = miner
        self._dispatcher = dispatcher
        self._accounts = accounts
        self._snapshots = Snapshots(chain)

    def evm_mine(self, options: object = None) -> str:
        """Mines one block, at a timestamp if given (plain or as `{timestamp, blocks}`)."""
        timestamp, blocks = options, 1
        if isinstance(options, dict):
            timestamp = options.get("timestamp")
            blocks = read_number(options.get("blocks", 1), "blocks", MAX_MINED_AT_ONCE)
        if timestamp is not None:
            self._set_next(timestamp)
        for _ in range(blocks):
            self._chain.mine()
        return "0x0"

    def devchain_mine(self, count: object = 1) -> list[str]:
        """Mines blocks; returns their hashes."""
        number = read_number(count, "count", MAX_MINED_AT_ONCE)
        return [to_data(self._chain.mine().hash) for _ in range(number)]

    def anvil_mine(self, count: object = 1, interval: object = None) -> None:
        """Mines blocks, `interval` seconds apart if given."""
        number = read_number(count, "count", MAX_MINED_AT_ONCE)
        step = None if interval is None else read_number(interval, "interval", MAX_DEPTH)
        for index in range(number):
            if step and index:
                self._set_next(self._chain.head.header.timestamp + step)
            self._chain.mine()

    def anvil_getAutomine(self) -> bool:
        """Whether each transaction is mined at once."""
        return self._chain.automine

    def evm_increaseTime(self, seconds: object) -> str:
        """Moves the chain's clock forward; returns the whole offset."""
        self._chain.time_offset += read_number(seconds, "seconds", MAX_DEPTH)
        return to_quantity(max(self._chain.time_offset, 0))

    def evm_setNextBlockTimestamp(self, timestamp: object) -> None:
        """Fixes the next block's time; the clock continues from there."""
        self._set_next(timestamp)

    def _set_next(self, timestamp: object) -> None:
        wanted = read_number(timestamp, "timestamp", 1 << 63)
        head = self._chain.head.header.timestamp
        if wanted <= head:
            raise refused(f"timestamp {wanted} is not after the head's {head}")
        self._chain.time_offset += wanted - self._chain.now()
        self._chain.next_timestamp = wanted

    def evm_snapshot(self) -> str:
        """Takes a snapshot."""
        return to_quantity(self._snapshots.take())

    def evm_revert(self, identifier: object) -> bool:
        """Returns to a snapshot."""
        return self._snapshots.revert(read_number(identifier, "snapshot", MAX_DEPTH))

    def evm_setAutomine(self, enabled: object) -> bool:
        """Whether each transaction is mined at once."""
        self._chain.automine = read_bool(enabled, "automine")
        return True

    def evm_setIntervalMining(self, seconds: object) -> bool:
        """Mines every so many seconds; 0 stops it."""
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or seconds < 0:
            raise invalid_params("interval: expected seconds, 0 or more")
        self._miner.set_interval(float(seconds))
        return True

    def devchain_reorg(self, options: object) -> dict[str, object]:
        """{depth, txs?: keep | drop | [hashes to drop], blocks?, returnDropped?}."""
        if not isinstance(options, dict):
            raise invalid_params("reorg: expected an object")
        known = {"depth", "txs", "blocks", "returnDropped"}
        if not known.issuperset(options):
            raise invalid_params(f"reorg: expected only {', '.join(sorted(known))}")
        depth = read_number(options.get("depth"), "depth", MAX_DEPTH)
        txs = options.get("txs", "keep")
        if isinstance(txs, list):
            drop_all, dropped = False, frozenset(from_hash(item, "txs") for item in txs)
        elif txs in ("keep", "drop"):
            drop_all, dropped = txs == "drop", frozenset()
        else:
            raise invalid_params("txs: expected keep, drop or a list of transaction hashes")
        blocks = reorganise(self._chain, ReorgPlan(
            depth, read_number(options.get("blocks", depth), "blocks", MAX_MINED_AT_ONCE),
            drop_all, dropped, read_bool(options.get("returnDropped", False), "returnDropped")))
        return {"head": to_quantity(self._chain.head.number),
                "blocks": [to_data(block.hash) for block in blocks]}

    def devchain_setFinality(self, options: object) -> bool:
        """Changes the distance of `safe` and `finalized` from the head."""
        if not isinstance(options, dict):
            raise invalid_params("finality: expected an object")
        settings = self._chain.settings
        safe = read_number(options.get("safeDepth", settings.safe_depth), "safeDepth", MAX_DEPTH)
        final = read_number(options.get("finalizedDepth", settings.finalized_depth),
                            "finalizedDepth", MAX_DEPTH)
        if safe > final:
            raise invalid_params("safeDepth must not exceed finalizedDepth")
        settings.safe_depth, settings.finalized_depth = safe, final
        self._chain.finalized_floor = self._chain.finalized_number
        return True

    def devchain_dropNext(self, count: object = 1) -> bool:
        """The next transactions sent are answered with their hash and forgotten."""
        self._accounts.drop_next = read_number(count, "count", MAX_DEPTH)
        return True

    def devchain_dropTransaction(self, tx_hash: object) -> bool:
        """Removes a waiting transaction from the pool."""
        tx = self._chain.pool.by_hash.get(from_hash(tx_hash, "transaction hash"))
        if tx is not None:
            self._chain.pool.remove(tx)
        return tx is not None

    def devchain_setFault(self, options: object) -> bool:
        """{method, mode: error | stall | lie, count, code?, message?, seconds?, result?}."""
        if not isinstance(options, dict) or not isinstance(options.get("method"), str):
            raise invalid_params("fault: expected an object with a method")
        mode = options.get("mode")
        if mode not in FAULT_MODES:
            raise invalid_params(f"mode: expected one of {', '.join(FAULT_MODES)}")
        count = read_number(options.get("count", 1), "count", MAX_DEPTH)
        code, message = options.get("code", SERVER_ERROR), options.get("message", "injected fault")
        seconds = options.get("seconds", 3600)
        if (not isinstance(code, int) or not isinstance(message, str)
                or isinstance(seconds, bool) or not isinstance(seconds, (int, float))):
            raise invalid_params("fault: code, message or seconds of the wrong type")
        method = str(options["method"])
        if count == 0:
            self._dispatcher.faults.pop(method, None)
        else:
            self._dispatcher.faults[method] = Fault(
                str(mode), count, RpcError(code, message), float(seconds), options.get("result"))
        return True

    def devchain_clearFaults(self) -> bool:
        """Forgets all faults."""
        self._dispatcher.faults.clear()
        self._accounts.drop_next = 0
        return True

    def devchain_dumpState(self) -> dict[str, object]:
        """The whole chain as one object."""
        return dump_chain(self._chain)

    def devchain_loadState(self, dump: object) -> bool:
        """Replaces the chain by a dumped one."""
        load_chain(self._chain, dump)
        return True
