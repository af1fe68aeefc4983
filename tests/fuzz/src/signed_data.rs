use std::collections::BTreeSet;
use std::sync::LazyLock;

use ingam::signed_data::{
    Certificate, Indication, Options, Outcome as Said, Profile, Report, TrustAnchor, signer_certificate,
    to_der, verify,
};
use ingam::time::UnixTime;

use crate::{Outcome, seeds};

static TOSS: LazyLock<[TrustAnchor; 1]> = LazyLock::new(|| [TrustAnchor::toss_ca1().unwrap()]);

/// The built-in anchor, and those of the seeds that were made for the tests.
static ALL: LazyLock<Vec<TrustAnchor>> = LazyLock::new(|| {
    let made = seeds::folder("known").into_iter().filter(|(name, _)| name.ends_with(".pem"));
    let made = made.flat_map(|(_, pem)| TrustAnchor::from_pem(core::str::from_utf8(&pem).unwrap()).unwrap());
    TOSS.iter().cloned().chain(made).collect()
});

fn under_toss() -> Options<'static> {
    Options { profile: Profile::Toss, anchors: &*TOSS, check_revocation: false, ..Options::default() }
}

fn under_all() -> Options<'static> {
    Options { anchors: &ALL, check_revocation: false, ..Options::default() }
}

/// Who signed what, and when.
type Statement = (Vec<u8>, Option<Vec<u8>>, Option<UnixTime>);

fn statement(report: &Report) -> Statement {
    let certificate = report.signer.as_ref().map(|signer| signer.certificate.clone());
    (certificate.unwrap(), report.content.clone(), report.signing_time)
}

/// The seeds that are sound, as DER: those whose name begins with `sound`.
static SOUND: LazyLock<BTreeSet<Vec<u8>>> = LazyLock::new(|| {
    let seeds = seeds::folder("corpus/signed_data").into_iter();
    seeds.filter(|(name, _)| name.starts_with("sound")).map(|(_, bytes)| to_der(&bytes).unwrap()).collect()
});

static STATEMENTS: LazyLock<Vec<Statement>> =
    LazyLock::new(|| SOUND.iter().map(|der| statement(&verify(der, &under_all()))).collect());

/// [`verify`] with Toss's anchor and profile passes the known messages and nothing else. With
/// every anchor and no profile, what passes says of a known signer what that signer did sign,
/// with the time that was signed. [`to_der`] of DER changes nothing, nor what is then said.
pub fn signed_data(bytes: &[u8]) -> Outcome {
    let der = to_der(bytes).ok();
    let by_toss = verify(bytes, &under_toss());
    let by_all = verify(bytes, &under_all());
    check_report(bytes, &by_toss);
    check_report(bytes, &by_all);
    if let Some(der) = der.as_deref() {
        assert_eq!(to_der(der).as_deref(), Ok(der));
        if der != bytes {
            assert_eq!(verify(der, &under_all()), by_all);
        }
    } else {
        assert!(by_all.signer.is_none() && by_all.content.is_none());
    }
    if by_toss.indication == Indication::TotalPassed {
        assert!(SOUND.contains(&der.unwrap()), "a message that nobody signed has passed");
        assert_eq!(by_all.indication, Indication::TotalPassed);
    }
    if by_all.indication == Indication::TotalPassed {
        assert!(STATEMENTS.contains(&statement(&by_all)), "something that nobody signed has passed");
        return Outcome::Known;
    }
    Outcome::Refused
}

/// What every report holds to.
pub(crate) fn check_report(bytes: &[u8], report: &Report) {
    let bad = |said| matches!(said, Said::Failed | Said::Indeterminate);
    let any_bad = report.checks.iter().any(|check| bad(check.outcome));
    match report.sub_indication {
        None => assert!(report.indication == Indication::TotalPassed && !any_bad),
        Some(sub) => assert!(sub.indication() == report.indication && any_bad),
    }
    let names: BTreeSet<&str> = report.checks.iter().map(|check| check.name.name()).collect();
    assert_eq!(names.len(), report.checks.len(), "a check is said twice");
    if let Some(signer) = &report.signer {
        assert!(signer.serial_number.trim_start_matches('-').bytes().all(|digit| digit.is_ascii_digit()));
        let certificate = Certificate::parse(&signer.certificate).unwrap();
        assert_eq!(Certificate::parse(signer.certificate_pem().as_bytes()).as_ref(), Ok(&certificate));
        assert_eq!(signer_certificate(bytes), Some(certificate));
    }
    serde_json::to_value(report).unwrap();
}
