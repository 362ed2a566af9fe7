"""What every test may ask for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

#: A browser in a container, that asks nobody on the network for anything.
BROWSER_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real data sets beside a checkout, or skip."""
    for parent in Path(__file__).resolve().parents:
        if (parent / "shared" / "data" / "INDEX.json").exists():
            return parent / "shared"
    pytest.skip("the real data sets are not beside this checkout")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Give a Chromium; skip without one, fail where ASSAY_REQUIRE_BROWSER says there must be."""
    # The one without windows needs less than half of the processor's time.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        missing = pytest.fail if os.environ.get("ASSAY_REQUIRE_BROWSER") else pytest.skip
        missing("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(BROWSER_FLAGS))
        yield chromium
        chromium.close()
