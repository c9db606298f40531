"""Second names of methods, as anvil, hardhat and ganache spell them."""

from __future__ import annotations

_BOTH = ("setBalance", "setNonce", "setCode", "setStorageAt", "setCoinbase", "mine",
         "impersonateAccount", "stopImpersonatingAccount", "autoImpersonateAccount",
         "setNextBlockBaseFeePerGas", "getAutomine", "dropTransaction")
_EVM = ("increaseTime", "setNextBlockTimestamp", "setAutomine", "setIntervalMining", "snapshot",
        "revert")

ALIASES: dict[str, str] = {
    "anvil_dropTransaction": "devchain_dropTransaction",
    "evm_setAccountBalance": "anvil_setBalance",
    "evm_setAccountNonce": "anvil_setNonce",
    "evm_setAccountCode": "anvil_setCode",
    "evm_setAccountStorageAt": "anvil_setStorageAt",
    "evm_setBlockGasLimit": "anvil_setBlockGasLimit",
    **{f"hardhat_{name}": f"anvil_{name}" for name in _BOTH},
    **{f"anvil_{name}": f"evm_{name}" for name in _EVM},
}
