"""Does an exported file go when its day is over or somebody in it is destroyed, are staff asked for the copies, and
does the receipt say who had received it?"""

from __future__ import annotations

from simulator.actors.user import User
from tests.lives.handed_out import HandedOut, gone_at, handed_out
from tests.lives.moments import DAY, MINUTE, clock_time, is_forgotten, was_restored
from tests.lives.obstacles import obstacles, was_clock_wrong
from tests.lives.oracles.leads import LEAD, thanked_for
from tests.lives.played import Played
from tests.lives.refused import is_beyond_reach
from tests.lives.said import people
from tests.lives.sentences import says

PATIENCE = 10 * MINUTE
WHOLE = ("erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished")
ASKED = ("export.coming", "export.file")


def check(played: Played) -> list[str]:
    files = [one for one in handed_out(played) if not is_forgotten(played, one.state.since)]
    found = [told for one in files for told in _standing(played, one)]
    if was_restored(played):
        return found
    return [*found, *_not_asked_for(played, files), *_not_named(played, files)]


def _standing(played: Played, file: HandedOut) -> list[str]:
    """For too long."""
    since, until = file.state.since, file.state.until or played.seen.ended_at
    ends = [at for one in file.references if (at := gone_at(played, one, since)) is not None]
    sweep = int(played.life.settings().sweep_interval)
    due = min([since + DAY + sweep, *ends])
    reader = played.life.world.users[file.state.message.chat.id]
    hindered = max([due, *(at for at in obstacles(played, reader.id) if due <= at <= until)])
    if until <= hindered + PATIENCE or was_clock_wrong(played, due, until):
        return []
    if is_beyond_reach(played, file.state.message, since) or reader.chat.bot_blocked:
        return []
    return [f"the file {file.name} stood for {(until - due) // MINUTE} minutes after its end on {clock_time(due)}"]


def _not_asked_for(played: Played, files: list[HandedOut]) -> list[str]:
    """Copies of what was destroyed: staff hear of each application in each file."""
    recalls = [one.text for one in played.life.group.history if one.by_bot and says(one.text, "export.recall")]
    gone = [
        (file.name, one) for file in files for one in sorted(file.references) if gone_at(played, one, file.state.since)
    ]
    return [
        f"nobody was asked to destroy {one} in the copies of {name}"
        for name, one in dict.fromkeys(gone)
        if not any(name in text and one in text for text in recalls)
    ]


def _not_named(played: Played, files: list[HandedOut]) -> list[str]:
    """Receipts that are silent about a file, or name one that there cannot have been."""
    asked = [state.since for state in played.seen.all_states() if says(state.version.text, *ASKED)]
    asked += played.operator.exported
    found = []
    for user in people(played.life.world.users):
        theirs, before = thanked_for(user) - _ended_alone(user), 0
        for receipt in (one for one in user.chat.history if one.by_bot and says(one.text, *WHOLE)):
            at, told = played.seen.states(receipt)[0].since, says(receipt.text, "erased.handed")
            named = [file for file in files if file.references & _destroyed(played, theirs, file, before, at)]
            if named and not told:
                found.append(f"the receipt of {user.first_name} on {clock_time(at)} does not name {named[0].name}")
            if told and not any(moment < at for moment in asked):
                found.append(f"the receipt of {user.first_name} on {clock_time(at)} names a file that never was")
            before = at
    return found


def _destroyed(played: Played, references: set[str], file: HandedOut, before: int, at: int) -> frozenset[str]:
    """Those that were there when the file came, and were destroyed between two receipts."""
    ends = {one: gone_at(played, one, file.state.since) for one in references}
    return frozenset(one for one, end in ends.items() if end is not None and before < end <= at)


def _ended_alone(user: User) -> set[str]:
    """Applications that came to an end of their own, of which an erasure knows nothing any more."""
    ends = [one.text for one in user.chat.history if one.by_bot and says(one.text, "erased.ended")]
    return {name for text in ends for name in LEAD.findall(text)}
