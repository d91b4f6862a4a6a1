"""What is said of a PDF's signatures: checked bytes, never a trusted signer."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ocr.engine import OcrEngine
from ocr.pdf_signature import describe_signatures
from ocr.read import read_picture
from tests.ocr.test_pdf_layer import make_text_pdf

SHOWN = "REPORT 2024-00717"


@pytest.fixture(scope="module")
def signed() -> bytes:
    return sign("sha256")


def sign(digest: str) -> bytes:
    key = rsa.generate_private_key(65_537, 2048)
    name = made.Name([made.NameAttribute(NameOID.COMMON_NAME, "青川认证中心")])
    builder = made.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    certificate = builder.not_valid_after(datetime(2049, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA256())
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(make_text_pdf(SHOWN)))
    return bytes(
        sign_pdf(
            writer, PdfSignatureMetadata(field_name="Seal", md_algorithm=digest), signer=signer
        ).getvalue()
    )


def test_an_untouched_signature_is_told_with_what_was_not_checked(signed: bytes) -> None:
    (said,) = describe_signatures(signed)
    assert "unchanged" in said
    assert "covers the whole file" in said
    assert "青川认证中心" in said
    assert "was not checked" in said
    assert "valid" not in said


def test_changed_bytes_break_the_signature(signed: bytes) -> None:
    (said,) = describe_signatures(signed.replace(b"00717", b"00718", 1))
    assert "broken" in said


@pytest.mark.parametrize("digest", ["md5", "sha1"])
def test_a_digest_that_can_be_forged_proves_nothing(digest: str) -> None:
    (said,) = describe_signatures(sign(digest))
    assert digest in said
    assert "signature: unchanged" not in said


def test_what_was_added_after_signing_is_not_covered(signed: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/Added"] = writer.add_object(writer.root["/Pages"])
    writer.update_root()
    later = io.BytesIO()
    writer.write(later)
    (said,) = describe_signatures(later.getvalue())
    assert "does not cover the whole file" in said


def test_a_pdf_without_a_signature_says_nothing() -> None:
    assert describe_signatures(make_text_pdf(SHOWN)) == ()


@pytest.mark.parametrize("damage", [b"/ByteRange", b"%PDF-1.4 /ByteRange [0 1 2 3] /Type /Sig"])
def test_what_cannot_be_parsed_is_one_line(damage: bytes) -> None:
    (said,) = describe_signatures(damage)
    assert said.startswith("signature: cannot be checked")


def test_the_signature_stands_beside_what_was_read(signed: bytes, engine: OcrEngine) -> None:
    document = read_picture(signed, engine=engine).documents[0]
    assert any(note.startswith("signature: unchanged") for note in document.quality.notes)
