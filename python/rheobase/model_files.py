"""The model files that ship with the package."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "models"


def models() -> list[str]:
    """The names of the models that ship, for rb.load(name)."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def path_of(name: str) -> str:
    """The file of a model that ships, if `name` is one and no file; else `name`, a path."""
    is_name = "/" not in name and not name.endswith(".toml")
    shipped = FOLDER / f"{name}.toml"
    return str(shipped) if is_name and shipped.exists() and not Path(name).exists() else name
