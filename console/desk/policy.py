"""What a browser may do with the desk's own pages."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FRAMING_POLICY = f"{POLICY}; frame-src 'self'"
"""The same for a page that shows another of the desk's in a frame."""
