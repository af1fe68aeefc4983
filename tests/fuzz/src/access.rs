use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use ingam::Code;
use ingam::caller::{Callers, Claim};
use ingam::encoding::base64;
use ingam::gateway::settings::{CALLERS_NAMES, Settings};
use ingam::json::{Value, parse_list};
use ingam::signed_data::TrustAnchor;
use ingam::store::StoreKeys;
use ingam::time::UnixTime;
use ingam::transaction::Provider;

use crate::sessions::zeros;
use crate::{Outcome, text};

/// 2026-01-02T03:04:05Z
pub(crate) const NOW: UnixTime = UnixTime(1_767_323_045);
pub(crate) const CLIENT_CODE: &str = "020040000001";

/// A configuration with nothing wrong in it.
pub(crate) static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    let values: BTreeMap<&str, String> = [
        ("CALLERS", callers_text()),
        ("STORE_KEYS", format!("[{{\"id\":\"k1\",\"key\":\"{}\"}}]", base64(&[2; 32]))),
        ("TOSS_CLIENT_ID", "8e23336d673ca709".into()),
        ("TOSS_CLIENT_SECRET", "c0ffee".into()),
        ("LINKHUB_LINK_ID", "TESTER".into()),
        ("LINKHUB_SECRET_KEY", base64(&[3; 32])),
        ("REVOCATION", "crl".into()),
    ]
    .into();
    let settings = Settings::read(&|name| values.get(name).cloned());
    assert!(settings.problems().is_empty(), "{:?}", settings.problems());
    settings
});

fn callers_text() -> String {
    format!(
        "[{{\"id\":\"app\",\"secrets\":[\"{}\"],\"providers\":[\"toss\",\"kakao\"],\"clientCodes\":[\"{CLIENT_CODE}\"]}}]",
        base64(&[1; 32])
    )
}

/// The callers that [`Callers::parse`] takes have sound ids, each its own, and every secret
/// in the text is the secret of whom it is listed under.
pub fn callers(bytes: &[u8]) -> Outcome {
    let Some(text) = text(bytes) else { return Outcome::Refused };
    let callers = match Callers::parse([("CALLERS", text)]) {
        Ok(callers) => callers,
        Err(error) => {
            assert_eq!((error.code(), error.subject()), (Code::SettingInvalid, Some("CALLERS")));
            return Outcome::Refused;
        }
    };
    let entries: Vec<Value> = parse_list(bytes).unwrap();
    assert_eq!(callers.iter().count(), entries.len());
    let ids: BTreeSet<&str> = callers.iter().map(ingam::caller::Caller::id).collect();
    assert!(ids.len() == entries.len() && ids.iter().all(|id| (1..=64).contains(&id.len()) && id.is_ascii()));
    let keys = SETTINGS.store_keys().unwrap();
    for (entry, caller) in entries.iter().zip(callers.iter()) {
        for secret in entry["secrets"].as_array().unwrap() {
            let found = callers.by_secret(keys, secret.as_str().unwrap()).unwrap();
            assert_eq!((found.id(), Some(found.id())), (caller.id(), entry["id"].as_str()));
        }
    }
    Outcome::Accepted
}

/// What is sealed under the keys that [`StoreKeys::parse`] takes opens at its place and at no
/// other.
pub fn store_keys(bytes: &[u8]) -> Outcome {
    let Some(text) = text(bytes) else { return Outcome::Refused };
    let keys = match StoreKeys::parse(text) {
        Ok(keys) => keys,
        Err(error) => {
            assert_eq!((error.code(), error.subject()), (Code::SettingInvalid, Some("STORE_KEYS")));
            return Outcome::Refused;
        }
    };
    let sealed = keys.seal("here", b"record", &mut zeros).unwrap();
    assert_eq!(keys.open("here", &sealed).as_deref(), Ok(&b"record"[..]));
    assert_eq!(keys.open("there", &sealed).unwrap_err().code(), Code::StoreDamaged);
    Outcome::Accepted
}

/// Those of [`CALLERS_NAMES`] besides.
const NAMES: [&str; 21] = [
    "ENVIRONMENT",
    "TOSS_AUTH_URL",
    "TOSS_API_URL",
    "LINKHUB_AUTH_URL",
    "KAKAOCERT_API_URL",
    "TOSS_CLIENT_ID",
    "TOSS_CLIENT_SECRET",
    "LINKHUB_LINK_ID",
    "LINKHUB_SECRET_KEY",
    "STORE_KEYS",
    "TOSS_PUBLIC_KEY",
    "TOSS_TRUST_ANCHORS",
    "KAKAO_TRUST_ANCHORS",
    "REVOCATION",
    "CRL_HOSTS",
    "REQUIRE_EVIDENCE",
    "KAKAO_VERIFY_WINDOW_SECONDS",
    "CLOCK_SKEW_SECONDS",
    "MAX_BODY_BYTES",
    "EVIDENCE_RETENTION_DAYS",
    "ADOPT_UNKNOWN",
];

/// `NAME=value`, one to a line, `\n` in a value for a line break. A problem names a setting
/// and never shows its value; the URLs and numbers that are read are in their ranges.
pub fn settings(bytes: &[u8]) -> Outcome {
    let Some(text) = text(bytes) else { return Outcome::Refused };
    let values: BTreeMap<&str, String> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name, value.replace("\\n", "\n")))
        .collect();
    let settings = Settings::read(&|name| values.get(name).cloned());
    let problems = settings.problems();
    for problem in &problems {
        let subject = problem.subject().unwrap();
        let known = NAMES.contains(&subject) || CALLERS_NAMES.contains(&subject);
        assert!(problem.code() == Code::SettingInvalid && known, "{subject}");
        // What is shorter may stand in a sentence of ours by chance.
        for value in values.values().filter(|value| value.len() > 40) {
            assert!(
                !problem.message().contains(value.as_str()) && !problem.message_ko().contains(value.as_str())
            );
        }
    }
    assert!(
        (1..=16 << 20).contains(&settings.max_body_bytes) && (1..=36_500).contains(&settings.retention_days)
    );
    assert!((1..=3600).contains(&settings.clock_skew_seconds));
    assert!((0..=86_400).contains(&settings.verify_window_seconds));
    let is_development = values.get("ENVIRONMENT").is_some_and(|name| name == "development");
    let toss = settings.toss().map(|toss| [toss.auth_url.as_str(), &toss.api_url]);
    let linkhub = settings.linkhub().map(|linkhub| [linkhub.auth_url.as_str(), &linkhub.api_url]);
    for url in [toss, linkhub].into_iter().flatten().flatten() {
        assert!(url.starts_with("https://") || (is_development && url.starts_with("http://")), "{url}");
        assert!(!url.contains(['@', '?', '#', '\\', ' ']) && url.matches('/').count() == 2, "{url}");
    }
    if let Ok(evidence) = settings.evidence() {
        for provider in [Provider::Toss, Provider::Kakao] {
            let anchors = evidence.anchors(provider);
            assert!(!(evidence.is_required(provider) && anchors.is_empty()));
            assert!(anchors.iter().all(|anchor: &TrustAnchor| !anchor.name().is_empty()));
        }
        for line in text.lines().filter(|line| evidence.may_fetch(line)) {
            assert!(line.starts_with("http") && !line.contains(['@', ' ', '\\']), "{line}");
        }
    }
    Outcome::of(problems.is_empty())
}

/// What the gateway gave out, for each provider; they do not depend on chance.
static TOKENS: LazyLock<Vec<(Provider, String)>> = LazyLock::new(|| {
    [(Provider::Toss, None), (Provider::Kakao, Some(CLIENT_CODE))]
        .map(|(provider, client_code)| {
            let claim = Claim { provider, client_code, expires_at: NOW.plus_seconds(900) };
            let keys = SETTINGS.store_keys().unwrap();
            let callers = SETTINGS.callers().unwrap();
            let token = callers.make_token(keys, "app", &base64(&[1; 32]), &claim).unwrap();
            (provider, token.expose().clone())
        })
        .into()
});

/// The tokens that were given out, for the seeds.
#[must_use]
pub fn tokens() -> Vec<String> {
    TOKENS.iter().map(|(_, token)| token.clone()).collect()
}

/// A token opens what it was given out for, octet by octet, and until its time; no other text
/// opens anything.
pub fn native_token(bytes: &[u8]) -> Outcome {
    let Some(text) = text(bytes) else { return Outcome::Refused };
    let (callers, keys) = (SETTINGS.callers().unwrap(), SETTINGS.store_keys().unwrap());
    let mut outcome = Outcome::Refused;
    for provider in [Provider::Toss, Provider::Kakao] {
        if let Some((caller, client_code)) = callers.by_token(keys, text, provider, NOW) {
            assert!(TOKENS.contains(&(provider, text.into())), "a token that nobody gave out");
            assert_eq!((caller.id(), client_code.is_some()), ("app", provider == Provider::Kakao));
            assert!(callers.by_token(keys, text, provider, NOW.plus_seconds(900)).is_none());
            outcome = Outcome::Known;
        }
    }
    outcome
}
