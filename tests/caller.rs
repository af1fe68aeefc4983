//! Callers and native tokens: a credential that is wrong in any character, over, foreign
//! or taken back opens nothing, and none of it shows in an error or a debug text.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

use ingam::Code;
use ingam::caller::{Callers, Claim, looks_like_token};
use ingam::encoding::{base64, base64url, base64url_decode};
use ingam::store::StoreKeys;
use ingam::time::UnixTime;
use ingam::transaction::Provider;

const END: UnixTime = UnixTime(1_700_003_600);
const JUST_BEFORE: UnixTime = UnixTime(END.0 - 1);
const CODE: &str = "020040000001";

fn secret(fill: u8) -> String {
    base64(&[fill; 32])
}

fn keys(listed: &[(&str, u8)]) -> StoreKeys {
    let entries: Vec<_> = listed
        .iter()
        .map(|(id, fill)| format!("{{\"id\":\"{id}\",\"key\":\"{}\"}}", secret(*fill)))
        .collect();
    StoreKeys::parse(&format!("[{}]", entries.join(","))).unwrap()
}

fn entry(id: &str, secrets: &[&str]) -> String {
    let secrets: Vec<_> = secrets.iter().map(|secret| format!("\"{secret}\"")).collect();
    format!(
        "{{\"id\":\"{id}\",\"secrets\":[{}],\"providers\":[\"toss\",\"kakao\"],\"clientCodes\":[\"{CODE}\"],\"origins\":[]}}",
        secrets.join(",")
    )
}

fn callers(entries: &[String]) -> Callers {
    Callers::parse([("CALLERS", format!("[{}]", entries.join(",")).as_str())]).unwrap()
}

/// `a` with two secrets, `b` with one.
fn both() -> Callers {
    callers(&[entry("a", &[&secret(1), &secret(2)]), entry("b", &[&secret(3)])])
}

fn claim(provider: Provider) -> Claim<'static> {
    Claim { provider, client_code: None, expires_at: END }
}

fn token(callers: &Callers, keys: &StoreKeys, id: &str, secret: &str) -> String {
    callers.make_token(keys, id, secret, &claim(Provider::Toss)).unwrap().expose().clone()
}

fn id_by_token(callers: &Callers, keys: &StoreKeys, token: &str) -> Option<String> {
    callers.by_token(keys, token, Provider::Toss, JUST_BEFORE).map(|(caller, _)| caller.id().to_string())
}

fn refused(settings: &[(&'static str, &str)]) -> ingam::Error {
    match Callers::parse(settings.iter().copied()) {
        Err(error) => error,
        Ok(callers) => panic!("accepted: {callers:?}"),
    }
}

#[test]
fn settings_of_another_form_are_refused_without_being_repeated() {
    let canary = base64(b"canary-canary-canary-canary-1234");
    let good = format!("{{\"id\":\"a\",\"secrets\":[\"{canary}\"]}}");
    let with = |member: &str| format!("[{{\"id\":\"a\",\"secrets\":[\"{canary}\"],{member}}}]");
    let mut wrong = vec![
        String::new(),
        "null".into(),
        good.clone(),
        format!("[{good}"),
        format!("[{good},]"),
        format!("[{good}],\"other\":[]"),
        format!("[{good}],\"entries\":[]"),
        format!("\u{feff}[{good}]"),
        format!("[\"{canary}\"]"),
        format!("[[\"a\",[\"{canary}\"],[\"toss\"],[],[]]]"),
        format!("[{{\"secrets\":[\"{canary}\"]}}]"),
        "[{\"id\":\"a\"}]".into(),
        format!("[{{\"id\":\"a\",\"secrets\":\"{canary}\"}}]"),
        "[{\"id\":\"a\",\"secrets\":[1]}]".into(),
        "[{\"id\":\"a\",\"secrets\":[null]}]".into(),
        format!("[{{\"id\":\"a\",\"id\":\"b\",\"secrets\":[\"{canary}\"]}}]"),
        with("\"providers\":[\"naver\"]"),
        with("\"providers\":[\"Toss\"]"),
        with("\"providers\":\"toss\""),
        with("\"providers\":null"),
        with("\"provider\":[\"toss\"]"),
        with("\"client_codes\":[]"),
        with("\"clientCodes\":[20040000001]"),
        with("\"clientCodes\":[\"20040000001\"]"),
        with("\"clientCodes\":[\"0200400000012\"]"),
        with("\"clientCodes\":[\"02004000000x\"]"),
        with("\"clientCodes\":[\"\"]"),
        with("\"origins\":[1]"),
        with("\"comment\":\"\""),
    ];
    let ids = ["", "a b", "a/b", "a\\n", "에이", "a:b", &"x".repeat(65)];
    wrong.extend(ids.iter().map(|id| format!("[{{\"id\":\"{id}\",\"secrets\":[\"{canary}\"]}}]")));
    let (head, last) = canary.split_at(canary.len() - 2);
    let untidy = format!("{head}{}=", char::from(last.as_bytes()[0] + 1));
    let secrets = [
        "",
        "short",
        &base64(&[1; 31]),
        &base64(&[1; 33]),
        &untidy,
        canary.trim_end_matches('='),
        &format!("{canary}="),
        &format!(" {canary}"),
        &format!("{canary}\\n"),
        &base64url(&[0xfb; 32]),
        &"61".repeat(32),
    ];
    wrong.extend(secrets.iter().map(|secret| format!("[{{\"id\":\"a\",\"secrets\":[\"{secret}\"]}}]")));
    for wrong in &wrong {
        let error = refused(&[("CALLERS", wrong)]);
        assert_eq!((error.code(), error.subject()), (Code::SettingInvalid, Some("CALLERS")), "{wrong}");
        assert!(!format!("{error:?}{error}{}", error.message_ko()).contains("Y2FuYXJ5"));
    }
}

#[test]
fn an_id_or_a_secret_occurs_once_over_all_lists() {
    let (a, b) = (secret(1), secret(2));
    let list = |entries: &[String]| format!("[{}]", entries.join(","));
    let one = list(&[entry("a", &[&a])]);
    for (second, what) in [
        (list(&[entry("a", &[&b])]), "id"),
        (list(&[entry("b", &[&a])]), "secret"),
        (list(&[entry("b", &[&b, &a])]), "second secret"),
        (list(&[entry("b", &[&b]), entry("c", &[&b])]), "within the second list"),
        (list(&[entry("b", &[&b, &b])]), "within one caller"),
    ] {
        let error = refused(&[("CALLERS", &one), ("CALLERS_2", &second)]);
        assert_eq!(error.subject(), Some("CALLERS_2"), "{what}");
    }
    assert_eq!(refused(&[("CALLERS", &list(&[entry("a", &[&a, &a])]))]).subject(), Some("CALLERS"));
    assert_eq!(refused(&[("CALLERS", "x"), ("CALLERS_2", "x")]).subject(), Some("CALLERS"));
}

#[test]
fn the_lists_are_one() {
    let lists: Vec<_> = (1..=9u8).map(|n| format!("[{}]", entry(&format!("c{n}"), &[&secret(n)]))).collect();
    let names = ingam::gateway::settings::CALLERS_NAMES;
    let callers = Callers::parse(names.into_iter().zip(lists.iter().map(String::as_str))).unwrap();
    let ids: Vec<_> = callers.iter().map(|caller| caller.id().to_string()).collect();
    assert_eq!(ids, ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"]);
    let keys = keys(&[("k1", 0xf1)]);
    for n in 1..=9u8 {
        let found = callers.by_secret(&keys, &secret(n)).map(|caller| caller.id().to_string());
        assert_eq!(found, Some(format!("c{n}")));
    }
}

#[test]
fn an_empty_list_allows_nothing() {
    let keys = keys(&[("k1", 0xf1)]);
    let nobody = callers(&[]);
    assert_eq!(nobody.iter().count(), 0);
    assert!(nobody.by_secret(&keys, "").is_none());
    assert!(Callers::default().by_secret(&keys, &secret(1)).is_none());
    // A caller with nothing: no secret, no provider, no client code, no origin.
    let bare = Callers::parse([("CALLERS", "[{\"id\":\"a\",\"secrets\":[]}]")]).unwrap();
    let caller = bare.iter().next().unwrap();
    assert!(!caller.may_use(Provider::Toss) && !caller.may_use(Provider::Kakao));
    assert!(caller.client_codes().is_empty() && caller.origins().is_empty());
    assert!(bare.by_secret(&keys, "").is_none());
    assert_eq!(
        bare.make_token(&keys, "a", "", &claim(Provider::Toss)).unwrap_err().code(),
        Code::CallerUnknown
    );
}

#[test]
fn a_secret_that_is_nearly_right_is_wrong() {
    let (callers, keys) = (both(), keys(&[("k1", 0xf1)]));
    let right = secret(1);
    for at in 0..right.len() {
        let mut near = right.clone().into_bytes();
        near[at] = if near[at] == b'B' { b'C' } else { b'B' };
        let near = String::from_utf8(near).unwrap();
        assert!(near == right || callers.by_secret(&keys, &near).is_none(), "{near}");
        assert!(callers.by_secret(&keys, &right[..at]).is_none());
        assert!(callers.by_secret(&keys, &right[at + 1..]).is_none());
    }
    for near in [
        format!("{right} "),
        format!(" {right}"),
        format!("{right}\n"),
        format!("{right}\0"),
        format!("{right}="),
        right.trim_end_matches('=').into(),
        right.to_ascii_lowercase(),
        right.repeat(2),
        format!("{right},{}", secret(2)),
        // What the text stands for, and not the text.
        String::from_utf8(vec![1; 32]).unwrap(),
    ] {
        assert!(callers.by_secret(&keys, &near).is_none(), "{near:?}");
    }
    for (fill, id) in [(1, "a"), (2, "a"), (3, "b")] {
        assert_eq!(callers.by_secret(&keys, &secret(fill)).unwrap().id(), id);
    }
}

#[test]
fn a_token_is_made_for_an_id_with_its_own_secret_only() {
    let (callers, keys) = (both(), keys(&[("k1", 0xf1)]));
    let code = |id: &str, secret: &str, claim: &Claim<'_>| {
        callers.make_token(&keys, id, secret, claim).map(|_| ()).map_err(|error| error.code())
    };
    let toss = claim(Provider::Toss);
    for (id, fill) in [("a", 3), ("b", 1), ("b", 2), ("c", 1), ("", 1), ("A", 1), ("a ", 1), ("a", 9)] {
        assert_eq!(code(id, &secret(fill), &toss), Err(Code::CallerUnknown), "{id} {fill}");
    }
    let toss_only = Callers::parse([(
        "CALLERS",
        format!("[{{\"id\":\"a\",\"secrets\":[\"{}\"],\"providers\":[\"toss\"]}}]", secret(1)).as_str(),
    )])
    .unwrap();
    let error = toss_only.make_token(&keys, "a", &secret(1), &claim(Provider::Kakao)).unwrap_err();
    assert_eq!(error.code(), Code::ProviderNotAllowed);
    for foreign in ["020040000002", "", "02004000000"] {
        let claim = Claim { client_code: Some(foreign), ..claim(Provider::Kakao) };
        assert_eq!(code("a", &secret(1), &claim), Err(Code::ProviderNotAllowed), "{foreign}");
    }
    assert_eq!(code("a", &secret(1), &Claim { client_code: Some(CODE), ..claim(Provider::Kakao) }), Ok(()));
}

#[test]
fn a_token_with_any_character_changed_added_or_left_out_is_no_token() {
    let (callers, keys) = (both(), keys(&[("k1", 0xf1)]));
    let token = token(&callers, &keys, "a", &secret(1));
    assert_eq!(id_by_token(&callers, &keys, &token).as_deref(), Some("a"));
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ";
    for at in 0..token.len() {
        for c in alphabet.bytes().filter(|c| *c != token.as_bytes()[at]) {
            let mut changed = token.clone().into_bytes();
            changed[at] = c;
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(id_by_token(&callers, &keys, &changed), None, "{at}: {}", char::from(c));
        }
        let mut without = token.clone();
        without.remove(at);
        assert_eq!(id_by_token(&callers, &keys, &without), None, "without {at}");
        assert_eq!(id_by_token(&callers, &keys, &token[..at]), None, "the first {at}");
        assert_eq!(id_by_token(&callers, &keys, &token[at + 1..]), None, "after {at}");
    }
    for wrong in [
        String::new(),
        "ig1.".into(),
        "ig1..".into(),
        "..".into(),
        format!("{token}."),
        format!("{token}="),
        format!("{token}A"),
        format!(" {token}"),
        format!("{token}\n"),
        format!("ig1.{token}"),
        token.replacen("ig1.", "ig2.", 1),
        token.replacen("ig1.", "IG1.", 1),
        token.replacen("ig1.", "", 1),
    ] {
        assert_eq!(id_by_token(&callers, &keys, &wrong), None, "{wrong}");
    }
}

/// The parts of two good tokens do not make a third.
#[test]
fn claims_and_mac_belong_together() {
    let (callers, keys) = (both(), keys(&[("k1", 0xf1)]));
    let (a, b) = (token(&callers, &keys, "a", &secret(1)), token(&callers, &keys, "b", &secret(3)));
    let (signed_a, mac_a) = a.rsplit_once('.').unwrap();
    let (signed_b, mac_b) = b.rsplit_once('.').unwrap();
    for crossed in [format!("{signed_a}.{mac_b}"), format!("{signed_b}.{mac_a}")] {
        assert_eq!(id_by_token(&callers, &keys, &crossed), None);
    }
    // Claims rewritten in place keep their length and lose their MAC.
    let claims = String::from_utf8(base64url_decode(&signed_a[4..]).unwrap()).unwrap();
    assert!(claims.contains("\"c\":\"a\""), "{claims}");
    for (from, to) in [("\"c\":\"a\"", "\"c\":\"b\""), ("toss", "kakao"), ("1700003600", "9700003600")] {
        let forged = claims.replace(from, to);
        assert_ne!(forged, claims, "{from}");
        let forged = format!("ig1.{}.{mac_a}", base64url(forged.as_bytes()));
        assert_eq!(id_by_token(&callers, &keys, &forged), None, "{to}");
    }
    // A MAC that is cut, or none at all, is not compared as if it were whole.
    for mac in ["", "AA", &mac_a[..42], &mac_a[..4]] {
        assert_eq!(id_by_token(&callers, &keys, &format!("{signed_a}.{mac}")), None);
    }
}

#[test]
fn a_long_text_is_not_looked_at() {
    let (callers, keys) = (both(), keys(&[("k1", 0xf1)]));
    for length in [1024, 1025, 1 << 20] {
        let long = format!("ig1.{}", "A".repeat(length - 4));
        assert_eq!(id_by_token(&callers, &keys, &long), None);
    }
    // The longest a caller can be given: an id of 64 characters with a client code.
    let id = "x".repeat(64);
    let callers = self::callers(&[entry(&id, &[&secret(1)])]);
    let claim = Claim { provider: Provider::Kakao, client_code: Some(CODE), expires_at: UnixTime(i64::MAX) };
    let token = callers.make_token(&keys, &id, &secret(1), &claim).unwrap();
    assert!(token.expose().len() < 512, "{}", token.expose().len());
    let (caller, code) = callers.by_token(&keys, token.expose(), Provider::Kakao, JUST_BEFORE).unwrap();
    assert_eq!((caller.id(), code.as_deref()), (id.as_str(), Some(CODE)));
}

#[test]
fn a_token_ends_at_its_second() {
    let (callers, keys) = (both(), keys(&[("k1", 0xf1)]));
    let token = token(&callers, &keys, "a", &secret(1));
    for (now, good) in [
        (UnixTime(0), true),
        (JUST_BEFORE, true),
        (END, false),
        (END.plus_seconds(1), false),
        (UnixTime(i64::MAX), false),
    ] {
        assert_eq!(callers.by_token(&keys, &token, Provider::Toss, now).is_some(), good, "{now:?}");
    }
}

#[test]
fn a_token_is_of_one_provider() {
    let (callers, keys) = (both(), keys(&[("k1", 0xf1)]));
    for (made, asked) in [(Provider::Toss, Provider::Kakao), (Provider::Kakao, Provider::Toss)] {
        let token = callers.make_token(&keys, "a", &secret(1), &claim(made)).unwrap();
        assert!(callers.by_token(&keys, token.expose(), asked, JUST_BEFORE).is_none());
        assert!(callers.by_token(&keys, token.expose(), made, JUST_BEFORE).is_some());
    }
}

#[test]
fn taking_anything_back_ends_its_tokens() {
    let (before, keys) = (both(), keys(&[("k1", 0xf1)]));
    let of_first = token(&before, &keys, "a", &secret(1));
    let of_second = token(&before, &keys, "a", &secret(2));
    let good = |callers: &Callers, token: &str| id_by_token(callers, &keys, token).is_some();

    let first_gone = callers(&[entry("a", &[&secret(2)]), entry("b", &[&secret(3)])]);
    assert!(!good(&first_gone, &of_first));
    assert!(good(&first_gone, &of_second));

    let caller_gone = callers(&[entry("b", &[&secret(3)])]);
    assert!(!good(&caller_gone, &of_first) && !good(&caller_gone, &of_second));

    // The secret went to another caller: the token names the old one.
    let moved = callers(&[entry("a", &[&secret(9)]), entry("b", &[&secret(1)])]);
    assert!(!good(&moved, &of_first));

    let right = |providers: &str| {
        let text = format!("[{{\"id\":\"a\",\"secrets\":[\"{}\"],\"providers\":{providers}}}]", secret(1));
        Callers::parse([("CALLERS", text.as_str())]).unwrap()
    };
    assert!(!good(&right("[]"), &of_first));
    assert!(!good(&right("[\"kakao\"]"), &of_first));
    assert!(good(&right("[\"toss\"]"), &of_first));

    let bound = Claim { client_code: Some(CODE), ..claim(Provider::Kakao) };
    let bound = before.make_token(&keys, "a", &secret(1), &bound).unwrap();
    let code_of = |callers: &Callers| {
        callers.by_token(&keys, bound.expose(), Provider::Kakao, JUST_BEFORE).map(|(_, code)| code)
    };
    assert_eq!(code_of(&before), Some(Some(CODE.into())));
    assert_eq!(code_of(&right("[\"kakao\"]")), None);
}

#[test]
fn tokens_live_as_long_as_the_store_key_they_were_made_under() {
    let callers = both();
    let old = keys(&[("k1", 0xf1)]);
    let token = token(&callers, &old, "a", &secret(1));
    let good = |listed: &[(&str, u8)]| id_by_token(&callers, &keys(listed), &token).is_some();
    assert!(!good(&[("k1", 0xf2)]));
    assert!(!good(&[("k2", 0xf2), ("k3", 0xf3)]));
    assert!(good(&[("k2", 0xf2), ("k1", 0xf1)]));
    assert!(good(&[("k2", 0xf2), ("k3", 0xf3), ("renamed", 0xf1)]));
    // New tokens are made under the newest key.
    let rotated = keys(&[("k2", 0xf2), ("k1", 0xf1)]);
    let new = self::token(&callers, &rotated, "a", &secret(1));
    assert_eq!(id_by_token(&callers, &old, &new), None);
    assert!(id_by_token(&callers, &keys(&[("k2", 0xf2)]), &new).is_some());
    // And a secret opens whatever the store keys are.
    assert_eq!(callers.by_secret(&keys(&[("k9", 0xf9)]), &secret(1)).unwrap().id(), "a");
}

#[test]
fn a_token_names_its_own_caller() {
    let (callers, keys) = (both(), keys(&[("k1", 0xf1)]));
    for (id, fill) in [("a", 1), ("a", 2), ("b", 3)] {
        let token = token(&callers, &keys, id, &secret(fill));
        assert_eq!(id_by_token(&callers, &keys, &token).as_deref(), Some(id));
        assert!(looks_like_token(&token));
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)));
    }
    assert!(!looks_like_token(&secret(1)));
}

#[test]
fn no_debug_text_no_error_and_no_token_holds_a_secret() {
    let canary = base64(b"canary-canary-canary-canary-1234");
    let key = base64(b"store-key-canary-store-key-canar");
    let keys = StoreKeys::parse(&format!("[{{\"id\":\"k1\",\"key\":\"{key}\"}}]")).unwrap();
    let callers = callers(&[entry("a", &[&canary])]);
    let token = callers.make_token(&keys, "a", &canary, &claim(Provider::Toss)).unwrap();
    let claims = base64url_decode(&token.expose()[4..token.expose().rfind('.').unwrap()]).unwrap();
    let wrong = callers.make_token(&keys, "b", &canary, &claim(Provider::Toss)).unwrap_err();
    let shown = format!(
        "{callers:?} {keys:?} {token:?} {wrong:?} {wrong} {} {} {}",
        wrong.message_ko(),
        token.expose(),
        String::from_utf8(claims).unwrap()
    );
    for hidden in [canary.as_str(), "Y2FuYXJ5", "canary", &key, "c3RvcmUt"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
    assert!(!format!("{token:?}").contains("ig1."));
}

#[test]
fn a_signature_is_of_the_secret_it_was_made_with_and_of_its_own_caller() {
    let callers = both();
    let found = |id: &str, made_with: u8| {
        callers
            .by_signature(id, &|tried| *tried.expose() == secret(made_with))
            .map(|(caller, secret)| (caller.id().to_string(), secret.expose().clone()))
    };
    for (id, made_with) in [("b", 1), ("a", 3), ("a", 9), ("A", 1), ("", 1), ("c", 1), ("a ", 1)] {
        assert_eq!(found(id, made_with), None, "{id} {made_with}");
    }
    for (id, made_with) in [("a", 1), ("a", 2), ("b", 3)] {
        assert_eq!(found(id, made_with), Some((id.to_string(), secret(made_with))));
    }
}

/// The time taken is that of trying secrets: for every id as many as anybody has.
#[test]
fn as_many_secrets_are_tried_for_every_id() {
    let (callers, nobodys) = (both(), base64(&[0; 32]));
    for (id, expected) in [
        ("a", vec![secret(1), secret(2)]),
        ("b", vec![secret(3), nobodys.clone()]),
        ("nobody", vec![nobodys.clone(), nobodys.clone()]),
    ] {
        for holds in [true, false] {
            let tried = std::cell::RefCell::new(Vec::new());
            let found = callers.by_signature(id, &|secret| {
                tried.borrow_mut().push(secret.expose().clone());
                holds
            });
            // Nobody's secret opens nothing, even if it is said to.
            assert_eq!(found.is_some(), holds && id != "nobody", "{id}");
            assert!(found.is_none_or(|(_, secret)| *secret.expose() != nobodys), "{id}");
            assert_eq!(*tried.borrow(), expected, "{id}");
        }
    }
    assert_eq!(
        refused(&[("CALLERS", &format!("[{}]", entry("x", &[&base64(&[0; 32])])))]).subject(),
        Some("CALLERS")
    );
}
