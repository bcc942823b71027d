"""Values of Python as JSON."""

import datetime

# Headers of an answer that are compared.
HEADERS = """
    Strict-Transport-Security Content-Security-Policy X-Frame-Options X-Content-Type-Options Referrer-Policy
    Permissions-Policy Cross-Origin-Opener-Policy
""".split()


def plain(value):
    """As JSON: durations in seconds, text for bytes, and the type alone of what has no counterpart."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(member) for member in value]
    return {"type": type(value).__name__}
