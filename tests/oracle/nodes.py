"""Installs the packages of Node that tests need: those of signers/package-lock.json.

    python3 nodes.py FOLDER

What is installed already is left alone, so a second run takes no time. Tests that run at once wait for each other.
"""

import fcntl
import hashlib
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent / "signers"
FILES = ["package.json", "package-lock.json"]


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, wanted = folder / "stamp", hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        print(f"installing packages of Node into {folder}", file=sys.stderr)
        for name in FILES:
            shutil.copy(HERE / name, folder / name)
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(["npm", "ci", *quiet], cwd=folder, check=True)
        stamp.write_text(wanted)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
