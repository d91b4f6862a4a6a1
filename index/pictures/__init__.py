"""Where a picture was seen before: fingerprints of the captured pictures, searched by likeness."""
