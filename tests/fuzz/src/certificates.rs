use std::collections::BTreeSet;
use std::sync::LazyLock;

use ingam::encoding::base64;
use ingam::signed_data::{Certificate, Options, SubIndication, TrustAnchor, pem, to_der, verify};
use ingam::time::UnixTime;

use crate::{Outcome, seeds, text, two};

/// When the messages of [`crl`] were signed and are verified.
const NOW: UnixTime = UnixTime(1_780_315_200);

/// What [`Certificate::parse`] takes it takes again, as DER and as PEM; every URI of
/// [`Certificate::crl_uris`] stands in the certificate.
pub fn certificate(bytes: &[u8]) -> Outcome {
    let Ok(certificate) = Certificate::parse(bytes) else { return Outcome::Refused };
    let der = certificate.der();
    assert_eq!(Certificate::parse(der).as_ref(), Ok(&certificate));
    assert_eq!(Certificate::parse(pem("CERTIFICATE", der).as_bytes()).as_ref(), Ok(&certificate));
    let uris = certificate.crl_uris();
    assert!(uris.iter().map(String::len).sum::<usize>() <= der.len());
    for uri in uris.iter().filter(|uri| !uri.is_empty()) {
        assert!(uri.is_ascii() && der.windows(uri.len()).any(|octets| octets == uri.as_bytes()));
    }
    if let Ok(anchor) = TrustAnchor::from_certificate(certificate.clone()) {
        assert!(anchor.certificate() == Some(&certificate) && !anchor.name().is_empty());
    }
    Outcome::Accepted
}

static ANCHORS: LazyLock<Vec<TrustAnchor>> = LazyLock::new(|| {
    TrustAnchor::from_pem(core::str::from_utf8(&seeds::file("known/ca.pem")).unwrap()).unwrap()
});
static MESSAGE: LazyLock<Vec<u8>> = LazyLock::new(|| seeds::file("known/listed.der"));
static REVOKED: LazyLock<[Vec<u8>; 2]> =
    LazyLock::new(|| [seeds::file("known/revoked.der"), seeds::file("known/revoked.crl")]);
static SOUND: LazyLock<BTreeSet<Vec<u8>>> = LazyLock::new(|| {
    let lists = seeds::folder("corpus/crl").into_iter();
    lists.filter(|(name, _)| name.starts_with("sound")).map(|(_, list)| plain(&list)).collect()
});

/// The DER of a list, whatever form it came in.
fn plain(list: &[u8]) -> Vec<u8> {
    let body = text(list).map_or_else(|| list.into(), |text| text.replace("X509 CRL", "CMS").into_bytes());
    to_der(&body).unwrap_or_else(|_| list.to_vec())
}

/// A list makes a message pass only if it is one of those that an authority signed. Beside a
/// list that says revoked none changes that.
pub fn crl(bytes: &[u8]) -> Outcome {
    let said = |message: &[u8], crls: &[&[u8]]| {
        verify(message, &Options { anchors: &ANCHORS, crls, now: Some(NOW), ..Options::default() })
            .sub_indication
    };
    let [message, list] = &*REVOKED;
    assert_eq!(said(message, &[list, bytes]), Some(SubIndication::Revoked));
    match said(&MESSAGE, &[bytes]) {
        None => {
            assert!(SOUND.contains(&plain(bytes)), "a list that nobody signed is believed");
            Outcome::Known
        }
        Some(SubIndication::TryLater) => Outcome::Refused,
        Some(SubIndication::Revoked | SubIndication::RevokedNoPoe) => Outcome::Accepted,
        Some(other) => panic!("{other:?} because of a list"),
    }
}

/// `certificates`, or `name\nkey`. An anchor's own name and key make the same anchor.
pub fn anchors(bytes: &[u8]) -> Outcome {
    let Some(text) = text(bytes) else { return Outcome::Refused };
    let mut found = TrustAnchor::from_pem(text).unwrap_or_default();
    assert!(found.iter().all(|anchor| anchor.certificate().is_some()));
    assert_eq!(
        found.len(),
        if found.is_empty() { 0 } else { text.matches("-----BEGIN CERTIFICATE-----").count() }
    );
    let (name, key) = two(text);
    found.extend(TrustAnchor::from_name_and_key(name, key));
    for anchor in &found {
        let key = anchor.public_key_pem();
        let again = TrustAnchor::from_name_and_key(&base64(anchor.name()), &key).unwrap();
        assert_eq!((again.name(), again.public_key_pem()), (anchor.name(), key));
    }
    Outcome::of(!found.is_empty())
}
