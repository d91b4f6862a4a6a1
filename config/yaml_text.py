"""YAML that ships with the program or that people write, as plain data."""

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's, where PyYAML was built with it: it is ten times quicker, and the texts of a command are long."""


def parse_yaml(text: str) -> Any:
    """The data of one YAML document: no objects, nothing is run.

    Raises:
        yaml.YAMLError: the text is no YAML.
    """
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 -- a safe loader
