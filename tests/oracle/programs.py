"""Finds the servers that tests start, and fetches those that are missing without installing them.

    python3 programs.py FOLDER NAME...

prints a line for each: its name, its path, and the folders of its libraries. A package of Debian is unpacked into
FOLDER, so that nothing is started, no account is made and no rights are needed. Tests that run at once wait for each
other on a lock.
"""

import fcntl
import glob
import os
import pathlib
import re
import shutil
import subprocess
import sys

PACKAGES = {
    "redis-server": "redis-server",
    "postgres": "postgresql-15",
    "initdb": "postgresql-15",
    "psql": "postgresql-client-15",
    "mariadbd": "mariadb-server-core",
    "sshd": "openssh-server",
    "ssh-keygen": "openssh-client",
    "mosquitto": "mosquitto",
    "nats-server": "nats-server",
    "memcached": "memcached",
    "mariadb-install-db": "mariadb-server-core",
    "etcd": "etcd-server",
    "rsync": "rsync",
    "slapd": "slapd",
    "vsftpd": "vsftpd",
    "beanstalkd": "beanstalkd",
    "slapadd": "slapd",
    "prometheus": "prometheus",
    "influxd": "influxdb",
    "podman": "podman",
    "java": "default-jre-headless",
    "usr/share/java/zookeeper.jar": "zookeeper",
    "erlexec": "erlang-base",
    "epmd": "erlang-base",
    "usr/lib/rabbitmq/bin/rabbitmq-server": "rabbitmq-server",
    "nginx": "nginx-light",
    "apache2": "apache2-bin",
}
FOLDERS = [
    "usr/local/sbin",
    "usr/local/bin",
    "usr/sbin",
    "usr/bin",
    "sbin",
    "bin",
    "usr/lib/postgresql/*/bin",
    "usr/lib/jvm/*/bin",
    "usr/lib/erlang/erts-*/bin",
]
QUIET = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}


def find(root, name):
    """A program, or a file by its whole path."""
    if "/" in name:
        return f"{root}/{name}" if os.path.exists(f"{root}/{name}") else None
    for folder in FOLDERS:
        for path in sorted(glob.glob(f"{root}/{folder}/{name}"), reverse=True):
            if os.access(path, os.X_OK):
                return path
    return None


def wanted(package):
    """The package and what it needs beyond what is installed."""
    command = ["apt-get", "install", "--simulate", "--no-install-recommends", package]
    answer = subprocess.run(command, **QUIET)
    if answer.returncode != 0:
        as_root = [] if os.getuid() == 0 else ["sudo"]
        subprocess.run([*as_root, "apt-get", "update", "--quiet=2"], check=True)
        answer = subprocess.run(command, check=True, **QUIET)
    return sorted(set(re.findall(r"^Inst (\S+)", answer.stdout, re.MULTILINE)) | {package})


def fetch(root, package):
    print(f"fetching {package}", file=sys.stderr)
    folder = root / "packages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run(["apt-get", "download", *wanted(package)], cwd=folder, check=True, **QUIET)
    for file in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "--extract", file, root], check=True)
    shutil.rmtree(folder)
    lead_inside(root)


def lead_inside(root):
    """Links that begin at the root of the machine lead into the folder, where what they mean was unpacked."""
    for path in root.rglob("*"):
        target = os.readlink(path) if path.is_symlink() else ""
        inside = root / target.lstrip("/")
        if target.startswith("/") and not os.path.exists(target) and inside.exists():
            path.unlink()
            path.symlink_to(os.path.relpath(inside, path.parent))


def main(root, names):
    root.mkdir(parents=True, exist_ok=True)
    with open(root / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in names:
            path = find("", name) or find(root, name)
            if path is None:
                fetch(root, PACKAGES[name])
                path = find(root, name)
            libraries = sorted({str(file.parent) for file in root.glob("**/lib/**/*.so*")})
            print(name, path, ":".join(libraries), sep="\t")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).absolute(), sys.argv[2:])
