"""Without Redis a process remembers by itself, so that signing in keeps working, with its limits."""

from ozmo_desk.cache import ForgivingRedisCache


def test_cache_without_redis_counts_in_memory() -> None:
    cache = ForgivingRedisCache("redis://127.0.0.1:1/0", {"KEY_PREFIX": "desk"})
    cache.clear()
    assert cache.add("attempts", 1)
    assert not cache.add("attempts", 1)
    assert cache.incr("attempts") == 2
    assert cache.get("attempts") == 2
    cache.set("other", [1.5])
    assert cache.get_many(["attempts", "other", "none"]) == {"attempts": 2, "other": [1.5]}
    assert cache.delete("attempts")
    assert cache.get("attempts", "gone") == "gone"
