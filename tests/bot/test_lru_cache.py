"""Does the cache keep to its limit?"""

from bot.lru_cache import LruCache


def test_the_entry_that_was_used_longest_ago_leaves_first() -> None:
    cache: LruCache[int, str] = LruCache(2)
    cache.put(1, "a")
    cache.put(2, "b")
    assert cache.get(1) == "a"
    cache.put(3, "c")
    assert 2 not in cache
    assert (cache.get(1), cache.get(3)) == ("a", "c")
