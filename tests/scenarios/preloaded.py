"""What a forked process of the bot begins with: everything that it would import, and the root certificates."""

import gc
import importlib
import ssl
from functools import cache

import certifi

for name in (
    "bot.cli.main", "bot.cli.demo", "bot.operator.doctor", "tests.scenarios.killed_bot", "tests.scenarios.stopped",
    "tests.real.child",
):  # fmt: skip
    importlib.import_module(name)

# Every bot loads all root certificates when it starts, which takes 35 ms; no test uses TLS.
ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment]
ssl.create_default_context(cafile=certifi.where())

gc.freeze()  # or the first collection in each process would copy all this memory
