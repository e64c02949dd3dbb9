"""The cache on Redis that forgives: while Redis is away, each process remembers for itself, and pages keep working."""

from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def _forgiving(name: str) -> Any:
    """The operation of that name on Redis, or else on the memory of this process."""

    def operation(self: "ForgivingRedisCache", *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except RedisError:
            log.warning("cache_without_redis", operation=name)
            return getattr(self.own, name)(*args, **kwargs)

    return operation


class OneClient(RedisCacheClient):
    """Asks everything through one client: making one for each question costs more than most questions."""

    kept: Any = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The client that was made for the first question; it may be shared among threads."""
        if self.kept is None:
            self.kept = super().get_client(key, write=write)
        return self.kept


class ForgivingRedisCache(RedisCache):
    """Sign-in limits live here; without Redis they count per process, instead of refusing everybody or nobody."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        # A page waits at most a second for a Redis that does not answer.
        options = {"socket_connect_timeout": 1, "socket_timeout": 1, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._class = OneClient
        self.own = LocMemCache("without-redis", {})

    add = _forgiving("add")
    get = _forgiving("get")
    set = _forgiving("set")
    touch = _forgiving("touch")
    delete = _forgiving("delete")
    get_many = _forgiving("get_many")
    has_key = _forgiving("has_key")
    incr = _forgiving("incr")
    set_many = _forgiving("set_many")
    delete_many = _forgiving("delete_many")
    clear = _forgiving("clear")
