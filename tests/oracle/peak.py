"""Runs a command to its end: how it ended, how long that took, and how much memory it had at most.

    python3 peak.py COMMAND ARGUMENT...

writes an object: code, seconds, peak (bytes), out, err.
"""

import json
import resource
import subprocess
import sys
import time

begun = time.monotonic()
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, capture_output=True)
seconds = time.monotonic() - begun
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
said = {"out": done.stdout.decode(errors="replace"), "err": done.stderr.decode(errors="replace")}
json.dump({"code": done.returncode, "seconds": seconds, "peak": peak, **said}, sys.stdout)
