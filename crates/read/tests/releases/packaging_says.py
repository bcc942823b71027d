"""What Python's own `packaging` says of releases, ranges of advisories and specifiers: JSON in, JSON out."""

import json
import sys

from packaging.specifiers import SpecifierSet
from packaging.version import Version


def key(event):
    """The OSV schema: `0` stands before every release."""
    ((kind, text),) = event.items()
    return (0, Version("0")) if (kind, text) == ("introduced", "0") else (1, Version(text))


def affected(version, events):
    """The evaluation of the OSV schema, word for word."""
    vulnerable = False
    for event in sorted(events, key=key):
        ((kind, text),) = event.items()
        if kind == "introduced" and (text == "0" or version >= Version(text)):
            vulnerable = True
        elif kind == "fixed" and version >= Version(text):
            vulnerable = False
        elif kind == "last_affected" and version > Version(text):
            vulnerable = False
    return vulnerable


asked = json.load(sys.stdin)
versions = [Version(text) for text in asked["versions"]]
json.dump(
    {
        "affected": [[affected(version, events) for version in versions] for events in asked["ranges"]],
        "allowed": [
            [SpecifierSet(text).contains(version, prereleases=True) for version in versions]
            for text in asked["specifiers"]
        ],
    },
    sys.stdout,
)
