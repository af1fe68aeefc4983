//! Certificate revocation lists (RFC 5280 section 5): version 2, issued by the authority
//! whose certificates they list. Of a delta list the revocations count, and nothing else.

use super::algorithm::Algorithm;
use super::certificate::X509;
use super::der::{
    self, ENUMERATED, GENERALIZED_TIME, INTEGER, Malformed, Reader, Result, SEQUENCE, UTC_TIME,
    context_constructed,
};
use super::extensions::{Extension, IssuingDistributionPoint};
use super::{name, oid};
use crate::time::UnixTime;

/// removeFromCRL, which only a delta list has (RFC 5280 section 5.3.1).
const REMOVE_FROM_CRL: u32 = 8;
const CERTIFICATE_HOLD: u32 = 6;

/// The parts of a list, where they stand in it.
pub(super) struct Crl<'a> {
    pub tbs: &'a [u8],
    pub algorithm: Algorithm,
    pub signature: &'a [u8],
    /// The DER of the issuer's Name.
    pub issuer: &'a [u8],
    pub this_update: UnixTime,
    pub next_update: UnixTime,
    /// That a certificate is not listed says nothing (RFC 5280 section 5.2.4).
    pub is_delta: bool,
    entries: Reader<'a>,
    point: Option<IssuingDistributionPoint<'a>>,
}

/// What a list says of one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// From when on it is not to be trusted: the earlier of revocationDate and
    /// invalidityDate.
    pub since: UnixTime,
    pub is_on_hold: bool,
}

impl<'a> Crl<'a> {
    /// Reads the DER of one list. An indirect list, one of some reasons, one without
    /// nextUpdate and one with an unknown critical extension are refused, as is version 1.
    pub(super) fn read(octets: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(octets);
        let mut list = reader.inside(SEQUENCE)?;
        reader.finish()?;
        let tbs = list.element(SEQUENCE)?;
        let outer_algorithm = list.element(SEQUENCE)?;
        let signature = list.whole_octets()?;
        list.finish()?;

        let mut fields = tbs.reader();
        let version = fields.small()?;
        let inner_algorithm = fields.element(SEQUENCE)?;
        if version != 1 || inner_algorithm.whole != outer_algorithm.whole {
            return Err(Malformed);
        }
        let issuer = fields.element(SEQUENCE)?.whole;
        name::check(issuer)?;
        let (this_update, next_update) = (fields.time()?, fields.time()?);
        let entries = fields.optional(SEQUENCE)?.map_or(Reader::new(&[]), |entries| entries.reader());
        let mut point = None;
        let mut is_delta = false;
        if let Some(explicit) = fields.optional(context_constructed(0))? {
            let mut explicit = explicit.reader();
            let mut extensions = explicit.inside(SEQUENCE)?;
            explicit.finish()?;
            while !extensions.is_empty() {
                let extension = Extension::read(&mut extensions)?;
                match extension.identifier {
                    oid::ISSUING_DISTRIBUTION_POINT if point.is_none() => {
                        point = Some(IssuingDistributionPoint::read(extension.value)?);
                    }
                    oid::ISSUING_DISTRIBUTION_POINT => return Err(Malformed),
                    oid::DELTA_CRL_INDICATOR => is_delta = true,
                    oid::CRL_NUMBER | oid::AUTHORITY_KEY_IDENTIFIER | oid::ISSUER_ALT_NAME => {}
                    _ if extension.is_critical => return Err(Malformed),
                    _ => {}
                }
            }
        }
        fields.finish()?;
        Ok(Self {
            tbs: tbs.whole,
            algorithm: Algorithm::read(outer_algorithm.reader())?,
            signature,
            issuer,
            this_update,
            next_update,
            is_delta,
            entries,
            point,
        })
    }

    /// Whether the list would list this certificate (RFC 5280 section 6.3.3 (b)).
    pub(super) fn covers(&self, certificate: &X509<'_>) -> bool {
        let Some(point) = &self.point else { return true };
        let constraints = certificate.extensions.basic_constraints;
        let is_authority = constraints.is_some_and(|constraints| constraints.is_authority);
        if (point.only_signers && is_authority) || (point.only_authorities && !is_authority) {
            return false;
        }
        let Some(mut names) = point.full_names else { return true };
        while let Ok(name) = names.any() {
            if certificate.extensions.has_distribution_point(name.whole) {
                return true;
            }
        }
        false
    }

    /// The entry of this serial number, the earliest if there are several.
    ///
    /// # Errors
    /// [`Malformed`] when any entry of the list is, or has an unknown critical extension: a
    /// list that cannot be understood as a whole says nothing of anybody.
    pub(super) fn entry(&self, serial_number: &[u8]) -> Result<Option<Entry>> {
        let mut entries = self.entries;
        let mut found: Option<Entry> = None;
        while !entries.is_empty() {
            let mut fields = entries.inside(SEQUENCE)?;
            let listed = der::integer(fields.element(INTEGER)?.contents)?;
            let mut entry = Entry { since: fields.time()?, is_on_hold: false };
            let mut is_removed = false;
            if let Some(extensions) = fields.optional(SEQUENCE)? {
                is_removed = entry_extensions(&mut extensions.reader(), &mut entry)?;
            }
            fields.finish()?;
            if is_removed && !self.is_delta {
                return Err(Malformed);
            }
            if listed == serial_number && !is_removed {
                found = Some(match found {
                    None => entry,
                    Some(before) => Entry {
                        since: if before.since <= entry.since { before.since } else { entry.since },
                        is_on_hold: before.is_on_hold && entry.is_on_hold,
                    },
                });
            }
        }
        Ok(found)
    }
}

/// Reads them into the entry; `true` when it says that the certificate is off the list.
fn entry_extensions(list: &mut Reader<'_>, entry: &mut Entry) -> Result<bool> {
    let mut is_removed = false;
    while !list.is_empty() {
        let extension = Extension::read(list)?;
        let mut value = Reader::new(extension.value);
        match extension.identifier {
            oid::REASON_CODE => {
                let reason = der::small(value.element(ENUMERATED)?.contents)?;
                is_removed = reason == REMOVE_FROM_CRL;
                entry.is_on_hold = reason == CERTIFICATE_HOLD;
            }
            oid::INVALIDITY_DATE => {
                let time = value.any()?;
                if time.tag == UTC_TIME {
                    return Err(Malformed);
                }
                let since = der::time(GENERALIZED_TIME, time.contents)?;
                if since < entry.since {
                    entry.since = since;
                }
            }
            // The entry is of another authority's certificate: an indirect list.
            oid::CERTIFICATE_ISSUER => return Err(Malformed),
            _ if extension.is_critical => return Err(Malformed),
            _ => continue,
        }
        value.finish()?;
    }
    Ok(is_removed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use alloc::vec::Vec;

    use super::*;
    use crate::signed_data::der::{BIT_STRING, NULL, OBJECT_IDENTIFIER, OCTET_STRING};

    fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let contents = parts.concat();
        let length = u16::try_from(contents.len()).unwrap().to_be_bytes();
        let digits = match length {
            [0, short] if short < 0x80 => Vec::from([short]),
            [0, one] => Vec::from([0x81, one]),
            [first, second] => Vec::from([0x82, first, second]),
        };
        [&[tag][..], &digits, &contents].concat()
    }

    fn algorithm(identifier: &[u8]) -> Vec<u8> {
        tlv(SEQUENCE, &[&tlv(OBJECT_IDENTIFIER, &[identifier]), &[NULL, 0]])
    }

    /// An entry of this serial number, with an invalidityDate where there is one.
    fn entry(serial: u8, revoked: &str, invalid: Option<&str>) -> Vec<u8> {
        let since = invalid.map(|time| {
            let date = tlv(GENERALIZED_TIME, &[time.as_bytes()]);
            let identifier = tlv(OBJECT_IDENTIFIER, &[oid::INVALIDITY_DATE]);
            tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&identifier, &tlv(OCTET_STRING, &[&date])])])
        });
        let serial = tlv(INTEGER, &[&[serial]]);
        tlv(SEQUENCE, &[&serial, &tlv(UTC_TIME, &[revoked.as_bytes()]), &since.unwrap_or_default()])
    }

    fn list(inner: &[u8], outer: &[u8], entries: &[Vec<u8>]) -> Vec<u8> {
        let update = |time: &str| tlv(UTC_TIME, &[time.as_bytes()]);
        let entries: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
        let tbs = tlv(
            SEQUENCE,
            &[
                &tlv(INTEGER, &[&[1]]),
                &algorithm(inner),
                &name::from_text("CN=CA,C=KR").unwrap(),
                &update("260101000000Z"),
                &update("260102000000Z"),
                &tlv(SEQUENCE, &entries),
            ],
        );
        tlv(SEQUENCE, &[&tbs, &algorithm(outer), &tlv(BIT_STRING, &[&[0, 1]])])
    }

    fn sound(entries: &[Vec<u8>]) -> Vec<u8> {
        list(oid::SHA256_WITH_RSA, oid::SHA256_WITH_RSA, entries)
    }

    /// RFC 5280 section 5.1.1.2: both fields hold the same.
    #[test]
    fn the_two_algorithms_of_a_list_are_one() {
        let entries = [entry(7, "260101000000Z", None)];
        assert!(Crl::read(&sound(&entries)).is_ok());
        for (inner, outer) in
            [(oid::SHA256_WITH_RSA, oid::RSA_ENCRYPTION), (oid::RSA_ENCRYPTION, oid::SHA256_WITH_RSA)]
        {
            assert!(Crl::read(&list(inner, outer, &entries)).is_err());
        }
    }

    #[test]
    fn a_certificate_is_revoked_from_the_earliest_time_that_is_named() {
        let since = |entries: &[Vec<u8>]| {
            let found = Crl::read(&sound(entries)).unwrap().entry(&[7]).unwrap();
            found.map(|entry| entry.since.to_rfc3339())
        };
        let (first, second) = ("2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z");
        let (early, late) = ("260101000000Z", "260105000000Z");
        for (entries, expected) in [
            (Vec::from([entry(8, early, None)]), None),
            (Vec::from([entry(7, late, None)]), Some(second)),
            (Vec::from([entry(7, late, Some("20260101000000Z"))]), Some(first)),
            // A key that is said to be invalid later than it was revoked was revoked all the same.
            (Vec::from([entry(7, early, Some("20260105000000Z"))]), Some(first)),
            (Vec::from([entry(7, late, None), entry(7, early, None)]), Some(first)),
            (Vec::from([entry(7, early, None), entry(7, late, None)]), Some(first)),
        ] {
            assert_eq!(since(&entries).as_deref(), expected);
        }
    }
}
