"""When two texts say the same: the canonical form that is hashed and compared.

A case system may change line ends, the composition of accented letters and blanks at the ends when a worker
opens and saves a text; that is not an edit. Everything else is.
"""

import hashlib
import unicodedata


def canonical(words: str) -> str:
    """Return the words in Unicode NFC, with LF line ends and no blanks at the ends."""
    one_kind_of_line_end = words.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", one_kind_of_line_end).strip()


def content_hash(*parts: str) -> str:
    """Return the SHA-256 (hex) of the canonical words; several parts are joined by a blank line."""
    return hashlib.sha256("\n\n".join(canonical(part) for part in parts).encode()).hexdigest()
