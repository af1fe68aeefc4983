//! Whether a certificate of the path was revoked, from what is handed in: complete lists,
//! and for the signer's certificate the provider's statement. Lists inside the message are
//! not used: its maker chose them.
//!
//! A list in which a certificate is missing counts when all of this holds: it is complete; its
//! thisUpdate is not after the certificate's notAfter; its nextUpdate is not before the claimed
//! signing time, nor before [`Options::at`]; and, as the claimed time proves nothing, its
//! nextUpdate is not before [`Options::now`], or where that is not known its thisUpdate not more
//! than 300 s before the claimed signing time. A list with the certificate in it counts however
//! old it is.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::Options;
use super::algorithm::{Verdict, verify_authority};
use super::certificate::X509;
use super::crl::Crl;
use super::extensions::KeyUsage;
use super::finding::Finding;
use super::path::Path;
use super::{input, name};
use crate::cipher::rsa_pkcs1::VerifyingKey;
use crate::time::UnixTime;

/// What a provider answered when asked about one certificate, such as Toss's certificate
/// validity API (`valid` and `enabled`).
#[derive(Clone, Copy, Debug)]
pub struct ValidityStatement<'a> {
    /// The DER of the certificate that was asked about.
    pub certificate: &'a [u8],
    /// Whether the answer was yes; for Toss: both members are true.
    pub is_valid: bool,
    /// When it was asked; the answer counts from 300 s before the claimed signing time on. Ask
    /// once the message is there: an older answer does not know of a revocation before which a
    /// signer now claims to have signed.
    pub stated_at: UnixTime,
}

/// How far the clock of whoever asked may be behind the signer's.
pub(super) const CLOCK_SKEW_SECONDS: i64 = 300;

/// What is known of one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Good,
    Revoked(UnixTime),
    OnHold,
    Denied,
    /// Something was handed in, and it does not say.
    Unusable,
    Unknown,
}

/// The finding on the whole path: the worst of its certificates.
pub(super) fn check(path: &Path<'_>, options: &Options<'_>, signing_time: UnixTime) -> Finding {
    if !options.check_revocation {
        return Finding::RevocationUnwanted;
    }
    let decoded: Vec<Cow<'_, [u8]>> =
        options.crls.iter().filter_map(|list| input::decode(list, &["X509 CRL"]).ok()).collect();
    let lists: Vec<Crl<'_>> = decoded.iter().filter_map(|list| Crl::read(list).ok()).collect();
    let anchor = path.anchor.view();
    let mut by_statement = false;
    let mut findings = Vec::new();
    for (index, certificate) in path.certificates.iter().enumerate() {
        let issuer = path.certificates.get(index.saturating_add(1)).copied();
        let key = issuer.map_or_else(|| Some(path.anchor.key().clone()), X509::key);
        let issuer = issuer.or(anchor.as_ref());
        let mut status = from_lists(certificate, issuer, key.as_ref(), &lists, options, signing_time);
        if status == Status::Unknown && lists.len() < options.crls.len() {
            status = Status::Unusable;
        }
        let is_signer = index == 0;
        if let Some(statement) = options.validity.as_ref().filter(|_| is_signer) {
            let stated = from_statement(certificate, statement, signing_time);
            if !matches!(status, Status::Revoked(_) | Status::OnHold)
                && (status != Status::Good || stated == Status::Denied)
            {
                by_statement = stated == Status::Good;
                status = stated;
            }
        }
        findings.push(match status {
            Status::Good if by_statement => Finding::RevocationPassedByStatement,
            Status::Good => Finding::RevocationPassedByCrl,
            Status::Revoked(_) if !is_signer => Finding::RevocationOfAuthority,
            Status::Revoked(since) if since <= signing_time => Finding::RevocationBefore,
            Status::Revoked(_) => Finding::RevocationAfter,
            Status::OnHold => Finding::RevocationOnHold,
            Status::Denied => Finding::RevocationDenied,
            Status::Unusable => Finding::RevocationUnusable,
            Status::Unknown => Finding::RevocationMissing,
        });
    }
    let worst = findings.iter().copied().filter(|finding| finding.row().sub_indication.is_some());
    let first = findings.first().copied().unwrap_or(Finding::RevocationMissing);
    worst.min_by_key(|finding| finding.row().sub_indication).unwrap_or(first)
}

fn from_lists(
    certificate: &X509<'_>,
    issuer: Option<&X509<'_>>,
    key: Option<&VerifyingKey>,
    lists: &[Crl<'_>],
    options: &Options<'_>,
    signing_time: UnixTime,
) -> Status {
    let may_sign = issuer.and_then(|issuer| issuer.extensions.key_usage).is_none_or(KeyUsage::signs_crls);
    let mut status = Status::Unknown;
    let fitting = lists.iter().filter(|list| name::same(list.issuer, certificate.issuer));
    for list in fitting {
        let is_usable = may_sign && list.covers(certificate) && {
            let profile = options.profile;
            verify_authority(key, list.algorithm, list.tbs, list.signature, profile) == Verdict::Good
        };
        let entry = if is_usable { list.entry(certificate.serial_number).ok() } else { None };
        let Some(entry) = entry else {
            status = status.or(Status::Unusable);
            continue;
        };
        // A revocation stands however old the list is. That a certificate is not listed
        // says something of the time the list is of, and nothing once the certificate has
        // expired, when it may be left out (RFC 5280 section 3.3).
        let speaks = !list.is_delta
            && list.this_update <= certificate.not_after
            && is_fresh(list, options, signing_time);
        match entry {
            Some(entry) if entry.is_on_hold => status = status.worse(Status::OnHold),
            Some(entry) => status = status.worse(Status::Revoked(entry.since)),
            None if speaks => status = status.or(Status::Good),
            None => status = status.or(Status::Unusable),
        }
    }
    status
}

/// Whether what is missing in a list was not revoked, as far as the time is concerned.
fn is_fresh(list: &Crl<'_>, options: &Options<'_>, signing_time: UnixTime) -> bool {
    let until = options.at.map_or(signing_time, |at| at.max(signing_time));
    let is_current = match options.now {
        Some(now) => list.next_update >= now,
        None => list.this_update.plus_seconds(CLOCK_SKEW_SECONDS) >= signing_time,
    };
    is_current && list.next_update >= until
}

impl Status {
    /// A list that says good is believed over one that says nothing.
    const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, _) | (Self::Unusable, Self::Good) => other,
            _ => self,
        }
    }

    /// The earliest revocation is believed over all else.
    fn worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Revoked(one), Self::Revoked(another)) => {
                Self::Revoked(if one <= another { one } else { another })
            }
            (Self::Revoked(_), _) => self,
            _ => other,
        }
    }
}

fn from_statement(
    certificate: &X509<'_>,
    statement: &ValidityStatement<'_>,
    signing_time: UnixTime,
) -> Status {
    let is_late_enough = statement.stated_at.plus_seconds(CLOCK_SKEW_SECONDS) >= signing_time;
    if statement.certificate != certificate.whole || !is_late_enough {
        return Status::Unusable;
    }
    match statement.is_valid {
        true => Status::Good,
        // After it expired, no says nothing of what was before.
        false if statement.stated_at > certificate.not_after => Status::Unusable,
        false => Status::Denied,
    }
}
