//! How signed documents are checked.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::reader::{Reader, invalid, is_host_and_port};
use crate::digest::sha256_hex;
use crate::error::{Error, Result};
use crate::json;
use crate::signed_data::{Certificate, TrustAnchor};
use crate::transaction::Provider;

/// Where it is asked whether a certificate was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// Toss's certificate validity API, for its own certificates; others as [`Self::Crl`].
    ValidateApi,
    /// The revocation lists that a certificate names, on the hosts that may be asked.
    Crl,
    /// Nowhere: a report does not depend on it.
    Off,
}

/// Whether a result has to pass before it is handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Requirement {
    #[default]
    Off,
    Passed,
}

/// `REQUIRE_EVIDENCE`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Requirements {
    #[serde(default)]
    toss: Requirement,
    #[serde(default)]
    kakao: Requirement,
}

/// How signed documents are checked.
pub struct Evidence {
    /// Where it is asked whether a certificate was revoked.
    pub revocation: Revocation,
    crl_hosts: Vec<String>,
    toss_anchors: Vec<TrustAnchor>,
    kakao_anchors: Vec<TrustAnchor>,
    required: Requirements,
}

impl Evidence {
    /// Whom to believe.
    #[must_use]
    pub fn anchors(&self, provider: Provider) -> &[TrustAnchor] {
        match provider {
            Provider::Toss => &self.toss_anchors,
            Provider::Kakao => &self.kakao_anchors,
        }
    }

    /// Names what a report of this provider's depends on: SHA-256 in hexadecimal of where
    /// revocation is asked, and of the anchors.
    #[must_use]
    pub fn fingerprint(&self, provider: Provider) -> String {
        let mut text = match self.revocation {
            Revocation::ValidateApi => String::from("validate-api"),
            Revocation::Crl => String::from("crl"),
            Revocation::Off => String::from("off"),
        };
        for host in &self.crl_hosts {
            text.push('\n');
            text.push_str(host);
        }
        for anchor in self.anchors(provider) {
            text.push('\n');
            text.push_str(&sha256_hex(anchor.name()));
            text.push_str(&anchor.public_key_pem());
            let certificate = anchor.certificate().map(Certificate::der).unwrap_or_default();
            text.push_str(&sha256_hex(certificate));
        }
        sha256_hex(text.as_bytes())
    }

    /// Whether a result of this provider's has to pass before it is handed out.
    #[must_use]
    pub const fn is_required(&self, provider: Provider) -> bool {
        let requirement = match provider {
            Provider::Toss => self.required.toss,
            Provider::Kakao => self.required.kakao,
        };
        matches!(requirement, Requirement::Passed)
    }

    /// Whether a revocation list may be fetched from this URL: `http` or `https`, one of the
    /// hosts in `CRL_HOSTS`, no credential in it.
    #[must_use]
    pub fn may_fetch(&self, url: &str) -> bool {
        let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        let host =
            rest.map(|rest| rest.find(['/', '?', '#']).and_then(|end| rest.get(..end)).unwrap_or(rest));
        let visible = url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        visible && host.is_some_and(|host| self.crl_hosts.iter().any(|own| own.eq_ignore_ascii_case(host)))
    }
}

impl Reader<'_> {
    pub(super) fn evidence(&self) -> Result<Evidence, Vec<Error>> {
        let revocation = match self.optional("REVOCATION").as_deref() {
            None | Some("validate-api") => Ok(Revocation::ValidateApi),
            Some("crl") => Ok(Revocation::Crl),
            Some("off") => Ok(Revocation::Off),
            Some(_) => Err(invalid("REVOCATION")),
        };
        let crl_hosts = self.crl_hosts();
        let toss_anchors = match self.optional("TOSS_TRUST_ANCHORS").as_deref() {
            None => TrustAnchor::toss_ca1()
                .map(|anchor| Vec::from([anchor]))
                .map_err(|_| invalid("TOSS_TRUST_ANCHORS")),
            Some(text) => anchors("TOSS_TRUST_ANCHORS", text),
        };
        let kakao_anchors = match self.optional("KAKAO_TRUST_ANCHORS").as_deref() {
            None => Ok(Vec::new()),
            Some(text) => anchors("KAKAO_TRUST_ANCHORS", text),
        };
        let required = self.required(&toss_anchors, &kakao_anchors);
        match (revocation, crl_hosts, toss_anchors, kakao_anchors, required) {
            (Ok(revocation), Ok(crl_hosts), Ok(toss_anchors), Ok(kakao_anchors), Ok(required)) => {
                Ok(Evidence { revocation, crl_hosts, toss_anchors, kakao_anchors, required })
            }
            (revocation, crl_hosts, toss_anchors, kakao_anchors, required) => {
                let wrong = [
                    revocation.err(),
                    crl_hosts.err(),
                    toss_anchors.err(),
                    kakao_anchors.err(),
                    required.err(),
                ];
                Err(wrong.into_iter().flatten().collect())
            }
        }
    }

    /// Hosts, with a port if it is not the scheme's, between commas.
    fn crl_hosts(&self) -> Result<Vec<String>> {
        const NAME: &str = "CRL_HOSTS";
        let text = self.optional(NAME).unwrap_or_else(|| "ca.cert.toss.im".into());
        let hosts = text.split(',').map(str::trim).filter(|host| !host.is_empty());
        hosts.map(|host| is_host_and_port(host).then(|| host.into()).ok_or_else(|| invalid(NAME))).collect()
    }

    fn required(
        &self,
        toss_anchors: &Result<Vec<TrustAnchor>>,
        kakao_anchors: &Result<Vec<TrustAnchor>>,
    ) -> Result<Requirements> {
        const NAME: &str = "REQUIRE_EVIDENCE";
        let Some(text) = self.optional(NAME) else { return Ok(Requirements::default()) };
        let required: Requirements = json::parse(text.as_bytes()).map_err(|_| invalid(NAME))?;
        // Nothing passes without an anchor: every result would be held back.
        let in_vain = |requirement, anchors: &Result<Vec<TrustAnchor>>| {
            requirement == Requirement::Passed && anchors.as_ref().is_ok_and(Vec::is_empty)
        };
        if in_vain(required.toss, toss_anchors) || in_vain(required.kakao, kakao_anchors) {
            return Err(invalid(NAME));
        }
        Ok(required)
    }
}

/// Certificates in PEM, or `none`.
fn anchors(name: &'static str, text: &str) -> Result<Vec<TrustAnchor>> {
    if text == "none" {
        return Ok(Vec::new());
    }
    TrustAnchor::from_pem(text).map_err(|_| invalid(name))
}
