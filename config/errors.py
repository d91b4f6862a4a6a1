"""The error tree: the class says who has to stop.

NetpatrolError            anything we say in one line
├── ConfigError           the process: settings or environment are wrong (exit 3)
├── RunAbortedError       this job: it cannot go on; what it sealed stays (exit 6)
│   ├── BusyError         another process is at it now; it can be done when that one ends (exit 6)
│   └── ServiceError      a server could not be reached; the work is kept (exit 7)
├── ItemError             this listing, file or row: the rest goes on (exit 4 when nothing is left)
│   ├── MissingError      what was named is not there, or not for who asks: both are said alike
│   └── RightError        who asks may not do it
└── VerificationError     a store or bundle does not hold together (exit 5)
    └── PurgedError       bytes were purged by a rule of retention: they are neither lost nor damaged (exit 4)
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the command line (docs/contracts/cli.md)."""

    DONE = 0
    USAGE = 2
    SETTINGS = 3
    INPUT = 4
    VERIFICATION = 5
    INCOMPLETE = 6
    SERVICE = 7
    INTERRUPTED = 130


class NetpatrolError(Exception):
    """Something a person can act on; its text is one line with the value and the next step."""

    exit_code = ExitCode.INPUT


class ConfigError(NetpatrolError):
    """Settings or the environment are wrong, so the process must stop."""

    exit_code = ExitCode.SETTINGS


class RunAbortedError(NetpatrolError):
    """This job cannot go on; what it sealed so far stays."""

    exit_code = ExitCode.INCOMPLETE


class BusyError(RunAbortedError):
    """Another process is at this now; it can be done when that one ends."""


class ServiceError(RunAbortedError):
    """A server could not be reached; the work is kept and can be run again."""

    exit_code = ExitCode.SERVICE


class ItemError(NetpatrolError):
    """One listing, file or row could not be used; the others go on."""

    exit_code = ExitCode.INPUT


class MissingError(ItemError):
    """What was named is not there, or not for who asks; nobody can tell which."""


class RightError(ItemError):
    """Who asks may not do this."""


class VerificationError(NetpatrolError):
    """A store or a bundle does not hold together."""

    exit_code = ExitCode.VERIFICATION


class PurgedError(VerificationError):
    """The bytes that were asked for were purged by a rule of retention; they are neither lost nor damaged."""

    exit_code = ExitCode.INPUT
