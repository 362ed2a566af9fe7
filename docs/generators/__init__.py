"""What pages are made from: each module gives `pages(docs) -> {path: text}`."""
