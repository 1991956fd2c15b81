"""What import-linter cannot say: the domain, policies and outbound use the standard library and nothing impure."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("disclosure", "feedback", "oversight")
PURE_SHARED = ("shared.errors", "shared.timelimits")
IMPURE = {
    *("asyncio", "ctypes", "http", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil"),
    *("signal", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid"),
}
"""Standard, and yet no business of a rule: clocks, chance, files, networks and processes."""
CLOCK_READS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}


def modules(*patterns: str) -> list[Path]:
    return sorted(
        path
        for service in SERVICES
        for pattern in patterns
        for path in (ROOT / "services" / service).glob(pattern)
        if path.is_file()
    )


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """The full names of what a file imports; relative imports are resolved."""
    package = named(path.parent).replace("/", ".")
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: -(node.level - 1) or None]) if node.level else ""
            whole = ".".join(filter(None, (base, node.module)))
            if whole in {"shared", "services"}:
                yield from (f"{whole}.{alias.name}" for alias in node.names)
            else:
                yield whole


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def strangers(path: Path, allowed: tuple[str, ...]) -> list[str]:
    return [
        name
        for name in imported(path)
        if not within(name, allowed) and (name.split(".")[0] not in sys.stdlib_module_names or name in IMPURE)
    ]


@pytest.mark.parametrize("path", modules("domain/**/*.py"), ids=named)
def test_the_domain_imports_the_standard_library_its_own_package_and_the_pure_shared_modules(path: Path) -> None:
    own = ".".join(path.relative_to(ROOT).parts[:3])
    assert strangers(path, (own, *PURE_SHARED)) == []


@pytest.mark.parametrize("path", modules("policies.py", "policies/*.py", "outbound.py"), ids=named)
def test_policies_and_outbound_add_only_the_contracts_and_their_own_service(path: Path) -> None:
    own = ".".join(path.relative_to(ROOT).parts[:2])
    allowed = (f"{own}.domain", f"{own}.policies", f"{own}.outbound", "shared.contracts", "shared.decider")
    assert strangers(path, (*allowed, *PURE_SHARED)) == []


@pytest.mark.parametrize("path", modules("domain/**/*.py", "policies.py", "policies/*.py", "outbound.py"), ids=named)
def test_no_rule_reads_a_clock(path: Path) -> None:
    read = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and (ast.unparse(node.value).rsplit(".", maxsplit=1)[-1], node.attr) in CLOCK_READS
    ]
    assert read == []


def test_what_the_domain_leans_on_is_pure_itself() -> None:
    """Only timelimits/loading.py, which reads the data files for the composition root, knows more than rules do."""
    leaned_on = [ROOT / "shared" / "errors.py", ROOT / "shared" / "decider.py"]
    leaned_on += [path for path in (ROOT / "shared" / "timelimits").rglob("*.py") if path.name != "loading.py"]
    found = {named(path): strangers(path, (*PURE_SHARED, "shared.clock")) for path in leaned_on}
    assert {path: names for path, names in found.items() if names} == {}
