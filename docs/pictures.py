"""Take the pictures of the README: the demo's report and its review, in Debian's Chromium.

python docs/pictures.py
"""

import io
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import which

HERE = Path(__file__).parent / "pictures"
SIZE = {"width": 1280, "height": 860}
#: Colours of a picture that is small to fetch.
COLOURS = 96


def main() -> None:
    """Make the demo, open both pages, keep what is seen."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        audit = Path(folder) / "demo"
        assay = [sys.executable, "-m", "assay"]
        subprocess.run([*assay, "demo", "--out", str(audit), "--quiet"], check=True)
        words = [*assay, "review", str(audit), "--no-browser"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
            address = server.stdout.readline().strip() if server.stdout else ""
            browser = play.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
            for name, url, ready in (
                ("report", (audit / "report.html").as_uri(), ".facts"),
                ("review", address, "article.item"),
            ):
                page = browser.new_page(viewport=SIZE)
                page.goto(url)
                page.wait_for_selector(ready)
                page.wait_for_load_state("networkidle")
                seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
                seen.save(HERE / f"{name}.png", optimize=True)
            browser.close()
            server.terminate()


if __name__ == "__main__":
    main()
