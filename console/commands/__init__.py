"""The commands, one file each; `console.main` finds them by looking through this package."""
