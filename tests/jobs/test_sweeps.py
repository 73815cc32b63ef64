"""Does every job that destroys by the clock wait for a right one?"""

from __future__ import annotations

from typing import Any, cast

from bot.config.installation import make_installation
from bot.config.settings import Settings
from bot.jobs.sweeps import FINISH_ERASURES, Needs, assemble_sweeps


def test_what_destroys_by_the_clock_needs_a_right_one_and_wishes_need_none() -> None:
    nothing = cast(Any, None)  # the jobs are listed, not run
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    sweeps = assemble_sweeps(make_installation(settings, nothing, nothing, nothing), nothing)
    waiting = {name for name, sweep in sweeps.items() if sweep.needs is Needs.RIGHT_CLOCK}
    assert {"purge_expired", "purge_proofs", "purge_disclosures"} <= waiting
    assert {FINISH_ERASURES, "settle_keys"} <= {name for name in sweeps if sweeps[name].needs is Needs.NOTHING}
