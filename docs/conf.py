"""Settings of Sphinx. Generated pages come from `generate.py`, which a test holds to the code."""

from assay import __version__

project, author, version, release = "assay", "The assay authors", __version__, __version__
project_copyright = "The assay authors, Apache-2.0"
extensions = ["myst_parser"]
myst_heading_anchors = 4
myst_enable_extensions = ["deflist"]
exclude_patterns = ["_build", "generators"]
# Nothing is asked of the network, so that pages are built the same anywhere.
intersphinx_mapping: dict[str, object] = {}
suppress_warnings = ["myst.domains"]

html_theme = "pydata_sphinx_theme"
html_title = f"assay {version}"
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files, html_js_files = ["assay.css"], ["filter.js"]
# Pages without pages below them need no list of those.
html_sidebars: dict[str, list[str]] = {
    name: [] for name in ("index", "cli", "papers", "architecture", "findings/index")
}
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
