"""The command line where the `netpatrol` script is not installed: python -m console."""

from console.main import main

main()
