"""The review app: a local server, and the page it gives to a browser.

Nothing in here decides anything: every route is thin over `assay.review`.
"""
