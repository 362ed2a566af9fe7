"""What every test may ask for."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real data sets beside a checkout, or skip."""
    for parent in Path(__file__).resolve().parents:
        if (parent / "shared" / "data" / "INDEX.json").exists():
            return parent / "shared"
    pytest.skip("the real data sets are not beside this checkout")
