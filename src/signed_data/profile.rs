//! The form in which Toss signs documents and issues certificates to persons (CPS 7.1, and
//! every published sample).

use super::certificate::X509;
use super::finding::Finding;
use super::message::{Attributes, Message, Signer};
use super::{name, oid};

/// What else a provider's messages must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Profile {
    /// RFC 5652 and RFC 5280, and RSA keys of 2048 to 4096 bits.
    #[default]
    None,
    /// Toss: one certificate and no list in the message, content type data, the three
    /// signed attributes and no unsigned ones; a certificate of the policy for persons,
    /// for digitalSignature and nonRepudiation, with name and user id; RSA of 2048 bits
    /// under 4096.
    Toss,
}

/// An AlgorithmIdentifier of SHA-256 without parameters, the contents of it. Toss writes NULL.
const SHA256_ALONE: &[u8] = b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01";

pub(super) fn check_toss(
    message: &Message<'_>,
    signer: &Signer<'_>,
    attributes: &Attributes<'_>,
    certificate: &X509<'_>,
) -> Finding {
    let is_message = message.version == 1
        && message.content_type == oid::DATA
        && message.digest_algorithms == [signer.digest_algorithm]
        && signer.digest_algorithm != SHA256_ALONE
        && message.certificates.len() == 1
        && !message.has_crls
        && attributes.list.len() == 3
        && !signer.has_unsigned_attributes;
    if !is_message {
        return Finding::ProfileMessage;
    }
    let extensions = &certificate.extensions;
    let is_certificate = certificate.version == 3
        && extensions.key_usage.is_some_and(|usage| usage.is_critical && usage.is_of_toss_signer())
        && extensions.policies.is_some_and(|(_, is_critical)| is_critical)
        && extensions.has_policy(oid::TOSS_PERSONAL_POLICY)
        && extensions.basic_constraints.is_none_or(|constraints| !constraints.is_authority)
        && name::text(certificate.subject, oid::COMMON_NAME).is_some_and(|name| !name.is_empty())
        && name::text(certificate.subject, oid::USER_ID)
            .is_some_and(|uid| !uid.is_empty() && uid.bytes().all(|digit| digit.is_ascii_digit()));
    if is_certificate { Finding::ProfilePassed } else { Finding::ProfileCertificate }
}
