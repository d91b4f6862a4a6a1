"""The unified social credit code (统一社会信用代码) and the organisation code inside it."""

from __future__ import annotations

# GB 32100-2015: 31 signs, without I, O, S, V and Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997


def make_org_check(body: str) -> str:
    """The check character of an eight-character organisation code."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, _ORG_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def make_check(head: str) -> str:
    """The last character of a credit code, from its first seventeen."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(head, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def make_uscc(kind: str, region_code: str, body: str) -> str:
    """A credit code with both check characters, from its kind (91, 92, 93), region and body of eight."""
    head = f"{kind}{region_code}{body}"
    head += make_org_check(body)
    return head + make_check(head)


def is_valid_uscc(uscc: str) -> bool:
    """Whether both check characters of a credit code hold."""
    if len(uscc) != 18 or any(sign not in ALPHABET for sign in uscc):
        return False
    return uscc[16] == make_org_check(uscc[8:16]) and uscc[17] == make_check(uscc[:17])
