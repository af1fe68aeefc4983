//! The path from a trust anchor to the signer's certificate (RFC 5280 section 6).
//!
//! Not processed, and so refused where a certificate has them: name constraints and policy
//! constraints, and any critical extension that is not listed in [`super::extensions`].
//! Policies are not asked for (any policy is acceptable, none is required).

use alloc::vec::Vec;

use super::algorithm::{Verdict, verify_authority};
use super::anchor::TrustAnchor;
use super::certificate::X509;
use super::extensions::Extensions;
use super::finding::Finding;
use super::{Profile, name};
use crate::time::UnixTime;

/// How many authorities may stand between the anchor and the signer.
const MAX_INTERMEDIATES: usize = 6;

/// How many links may be tried for one message, so that a message full of certificates
/// that seem to fit costs no more than this many signatures.
const MAX_LINKS: usize = 16;

/// A way from the signer's certificate up to an anchor.
pub(super) struct Path<'a> {
    /// The signer's certificate first, then who issued it, and so on.
    pub certificates: Vec<&'a X509<'a>>,
    pub anchor: &'a TrustAnchor,
    /// A link whose signature was not looked at, as its algorithm or key is not listed.
    pub has_unlisted: bool,
}

/// What is handed in to find a path with.
pub(super) struct Search<'a> {
    pub anchors: &'a [TrustAnchor],
    /// Tried in this order.
    pub pool: &'a [X509<'a>],
    pub profile: Profile,
    /// When the path is to be valid.
    pub at: UnixTime,
    /// When the signer's certificate is to be valid as well.
    pub signing_time: UnixTime,
}

impl<'a> Search<'a> {
    /// The first path without fault, with what was found on it; else the first path.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn find(&self, signer: &'a X509<'a>) -> Result<(Path<'a>, Vec<Finding>), Finding> {
        let mut walk = Walk { search: self, links_left: Some(MAX_LINKS), best: None };
        walk.climb(&mut Vec::from([signer]), false);
        let missing = if walk.links_left.is_none() { Finding::PathUntried } else { Finding::PathMissing };
        walk.best.ok_or(missing)
    }
}

struct Walk<'s, 'a> {
    search: &'s Search<'a>,
    /// `None` once another one was to be tried and was not.
    links_left: Option<usize>,
    best: Option<(Path<'a>, Vec<Finding>)>,
}

impl<'a> Walk<'_, 'a> {
    /// Tries every anchor and then every certificate as the issuer of the last; `true` when
    /// a path without fault was found.
    fn climb(&mut self, chain: &mut Vec<&'a X509<'a>>, has_unlisted: bool) -> bool {
        let Some(last) = chain.last().copied() else { return false };
        let search = self.search;
        for anchor in search.anchors {
            let Some(unlisted) = self.link(last, anchor.name(), Some(anchor.key())) else { continue };
            let path = Path { certificates: chain.clone(), anchor, has_unlisted: has_unlisted || unlisted };
            let findings = examine(&path, search);
            let is_faultless = findings.iter().all(|finding| finding.row().sub_indication.is_none());
            if is_faultless || self.best.is_none() {
                self.best = Some((path, findings));
            }
            if is_faultless {
                return true;
            }
        }
        if chain.len() > MAX_INTERMEDIATES {
            return false;
        }
        for issuer in search.pool {
            let is_in_chain =
                chain.iter().any(|one| one.subject == issuer.subject && one.spki == issuer.spki);
            if is_in_chain {
                continue;
            }
            let Some(unlisted) = self.link(last, issuer.subject, issuer.key().as_ref()) else { continue };
            chain.push(issuer);
            if self.climb(chain, has_unlisted || unlisted) {
                return true;
            }
            chain.pop();
        }
        false
    }

    /// Whether this name and key issued the certificate; `Some(true)` when the algorithm or
    /// key are not listed, so that nobody knows.
    fn link(
        &mut self,
        certificate: &X509<'_>,
        issuer: &[u8],
        key: Option<&crate::cipher::rsa_pkcs1::VerifyingKey>,
    ) -> Option<bool> {
        if !name::same(certificate.issuer, issuer) {
            return None;
        }
        self.links_left = self.links_left.and_then(|left| left.checked_sub(1));
        self.links_left?;
        let profile = self.search.profile;
        match verify_authority(key, certificate.algorithm, certificate.tbs, certificate.signature, profile) {
            Verdict::Good => Some(false),
            Verdict::Unlisted => Some(true),
            Verdict::Bad => None,
        }
    }
}

/// What the certificates of a path say of each other (RFC 5280 sections 6.1.3 to 6.1.5,
/// without the signatures).
fn examine(path: &Path<'_>, search: &Search<'_>) -> Vec<Finding> {
    if path.has_unlisted {
        return Vec::from([Finding::PathAlgorithmsUnlisted]);
    }
    let at = search.at;
    let is_valid_as_claimed =
        path.certificates.first().is_some_and(|signer| signer.is_valid_at(search.signing_time));
    let expired = path.certificates.iter().any(|certificate| at > certificate.not_after);
    let validity = match path.certificates.iter().all(|certificate| certificate.is_valid_at(at)) {
        true if is_valid_as_claimed => Finding::PathValidityPassed,
        true => Finding::PathValidityClaimed,
        false if expired => Finding::PathValidityExpired,
        false => Finding::PathValidityEarly,
    };
    let anchor_validity = match path.anchor.view() {
        None => Finding::AnchorValidityUnknown,
        Some(certificate) if certificate.is_valid_at(at) => Finding::AnchorValidityPassed,
        Some(_) => Finding::AnchorValidityOther,
    };
    let constraints = constraints(path).err().unwrap_or(Finding::PathConstraintsPassed);
    Vec::from([Finding::PathPassed, Finding::PathAlgorithmsPassed, validity, constraints, anchor_validity])
}

fn constraints(path: &Path<'_>) -> Result<(), Finding> {
    // How many more authorities that are not self-issued may follow.
    let mut length_left = None;
    if let Some(anchor) = path.anchor.view() {
        // A certificate from before version 3 cannot say that it is an authority's: as an
        // anchor it is one because it was handed in as one.
        if anchor.version == 3 {
            authority(&anchor.extensions, &mut length_left)?;
        }
    }
    let (signer, authorities) = path.certificates.split_first().ok_or(Finding::PathConstraintsUnprocessed)?;
    for certificate in authorities.iter().rev() {
        if !certificate.is_self_issued() {
            length_left = match length_left {
                Some(0) => return Err(Finding::PathConstraintsLength),
                Some(left) => Some(left.saturating_sub(1)),
                None => None,
            };
        }
        authority(&certificate.extensions, &mut length_left)?;
    }
    let extensions = &signer.extensions;
    if extensions.has_unprocessed {
        return Err(Finding::PathConstraintsUnprocessed);
    }
    if extensions.key_usage.is_some_and(|usage| !usage.signs_documents())
        || extensions.signs_documents == Some(false)
    {
        return Err(Finding::PathConstraintsUsage);
    }
    Ok(())
}

/// RFC 5280 section 6.1.4 (k) to (o).
fn authority(extensions: &Extensions<'_>, length_left: &mut Option<u32>) -> Result<(), Finding> {
    let constraints = extensions.basic_constraints.filter(|constraints| constraints.is_authority);
    let Some(constraints) = constraints else { return Err(Finding::PathConstraintsNoAuthority) };
    if let Some(length) = constraints.path_length {
        *length_left = Some(length_left.map_or(length, |left| left.min(length)));
    }
    if extensions.has_unprocessed {
        return Err(Finding::PathConstraintsUnprocessed);
    }
    if extensions.key_usage.is_some_and(|usage| !usage.signs_certificates())
        || extensions.signs_documents == Some(false)
    {
        return Err(Finding::PathConstraintsUsage);
    }
    Ok(())
}
