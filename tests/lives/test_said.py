"""Is it found whose contacts a text shows, as quickly as for one person?"""

from __future__ import annotations

from random import Random

from simulator.actors.user import User
from simulator.state.clock import SimulatedClock
from simulator.world import World
from tests.lives.said import Everybody, secrets_of_all
from tests.scenarios.population import Person, invent
from tests.scenarios.stage import TOKEN

PEOPLE = 50


def said_by_all() -> tuple[dict[User, Person], Everybody]:
    world, people = World(TOKEN, SimulatedClock(), seed=1), {}
    for one in invent(PEOPLE, seed=1):
        user = world.user(one.who.first_name)
        for text in (one.who.name, one.who.phone, one.who.email):
            user.write(text)
        people[user] = one
    return people, secrets_of_all(world.users)


def test_whose_contacts_a_text_shows_is_what_each_would_find() -> None:
    people, everybody = said_by_all()
    chance = Random(1)
    for _ in range(200):
        shown = chance.sample(list(people), chance.randrange(3))
        words = [chance.choice((people[user].who.email.upper(), people[user].who.phone)) for user in shown]
        text = f" {chance.choice('-x')} ".join(["M-7K3F9Q", *words, "рахмет"])
        each = [user for user, one in everybody.items() if one.in_text(text)]
        assert set(everybody.shown_in(text)) == set(each) == set(shown)
