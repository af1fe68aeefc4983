//! App to App: what KakaoTalk is opened with, and what it says when it comes back.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::Code;
use ingam::provider::kakao::app_link::{Callback, CallbackOutcome, app_link, failure, read_callback};
use proptest::prelude::*;

fn signature(callback: &Callback) -> Option<&str> {
    match &callback.outcome {
        CallbackOutcome::Signed(signature) => Some(signature.expose()),
        CallbackOutcome::Failed(_) => None,
    }
}

#[test]
fn a_link_carries_its_values_percent_encoded() {
    for (tx_id, success, fail, path) in
        [("", None, None, "/txId"), ("t", Some(""), None, "/success"), ("t", Some("a"), Some(""), "/fail")]
    {
        let error = app_link(tx_id, success, fail).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::OptionInvalid, Some(path)));
    }
    assert_eq!(
        app_link("09599e31cc-7581", None, None).unwrap(),
        "kakaotalk://kakaopay/cert/sign?tx_id=09599e31cc-7581"
    );
    assert_eq!(
        app_link("t", Some("myapp://auth?flag=success&x=1"), Some("myapp://auth?flag=fail")).unwrap(),
        "kakaotalk://kakaopay/cert/sign?tx_id=t&success=myapp%3A%2F%2Fauth%3Fflag%3Dsuccess%26x%3D1\
         &fail=myapp%3A%2F%2Fauth%3Fflag%3Dfail"
    );
    assert_eq!(
        app_link("a&b=c#d e가", None, Some("x:y")).unwrap(),
        "kakaotalk://kakaopay/cert/sign?tx_id=a%26b%3Dc%23d%20e%EA%B0%80&fail=x%3Ay"
    );
}

#[test]
fn what_is_no_callback_is_refused() {
    for url in [
        "",
        "myapp://auth",
        "myapp://auth?",
        "myapp://auth?flag=success",
        "myapp://auth?tx_id=t",
        "myapp://auth?sig=",
        "myapp://auth?sig",
        "myapp://auth?signature=a%20b",
        "myapp://auth?signature=a%0d%0a",
        "myapp://auth?signature=%zz",
        "myapp://auth?signature=%ff",
        "myapp://auth?signature=가",
        "myapp://auth?sig=a&sig=a",
        "myapp://auth?sig=a&sig=b",
        "myapp://auth?sig=a&signature=b",
        "myapp://auth?sig=&signature=b",
        "myapp://auth?sig=a&tx_id=t&tx_id=u",
        "myapp://auth?code=",
        "myapp://auth?code=x",
        "myapp://auth?code=-1",
        "myapp://auth?code=+1",
        "myapp://auth?code=1000&code=1000",
        "myapp://auth?code=4294967296",
        "myapp://auth#?sig=a",
        "myapp://auth?Sig=a",
    ] {
        let error = read_callback(url).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::OptionInvalid, Some("/url")), "{url}");
    }
}

#[test]
fn a_signature_is_called_sig_on_ios_and_signature_on_android() {
    for (query, expected) in [
        ("sig=abc", "abc"),
        ("signature=abc", "abc"),
        ("flag=success&tx_id=t&sig=a%2Fb%2Bc%3D%3D", "a/b+c=="),
        // As it stands: a plus is a plus, and what follows the first equals sign is the value.
        ("sig=a/b+c==", "a/b+c=="),
        ("signature=a%252F&flag=success", "a%2F"),
        ("sig=abc&signature=abc", "abc"),
        // It is the signature that is verified, whatever else is said.
        ("code=1001&sig=abc", "abc"),
        ("sig=abc#fragment", "abc"),
        ("&&sig=abc&&x", "abc"),
    ] {
        let callback = read_callback(&format!("myapp://auth?{query}")).unwrap();
        assert_eq!(signature(&callback), Some(expected), "{query}");
        assert!(!format!("{callback:?}").contains(expected), "{callback:?}");
        assert_eq!(callback.tx_id.as_deref(), query.contains("tx_id").then_some("t"));
    }
}

#[test]
fn a_failure_says_whether_the_signer_cancelled() {
    let known = [
        (1000, false),
        (1001, true),
        (1002, true),
        (1003, true),
        (1004, true),
        (2000, false),
        (2001, false),
        (3000, false),
        (3001, false),
        (4000, false),
        (4001, false),
        (4002, false),
        (4003, false),
        (4004, true),
        (4005, true),
        (4006, false),
        (4007, false),
        (4008, true),
        (4009, false),
        (5000, true),
    ];
    let unknown = failure(0);
    for (code, cancelled) in known {
        let callback = read_callback(&format!("myapp://auth?flag=fail&code={code}&tx_id=t")).unwrap();
        let CallbackOutcome::Failed(number) = callback.outcome else { panic!("{callback:?}") };
        assert_eq!((number, callback.tx_id.as_deref()), (code, Some("t")));
        let meaning = failure(number);
        assert_eq!(meaning.cancelled, cancelled, "{code}");
        assert_ne!(meaning, unknown, "{code}");
        assert!(meaning.message.is_ascii() && meaning.message.ends_with('.'));
        assert!(
            meaning.message_ko.chars().any(|c| ('가'..='힣').contains(&c))
                && meaning.message_ko.ends_with('.')
        );
    }
    for code in [0, 1, 999, 1005, 4010, 5001, u32::MAX] {
        assert!(!failure(code).cancelled);
        assert_eq!(failure(code), unknown, "{code}");
    }
}

proptest! {
    #[test]
    fn what_comes_back_is_what_was_sent(text in "[!-~]{3,100}", name in "sig|signature", tx_id in "\\PC{0,20}") {
        // The app's own URL comes back with the signature behind it, encoded as links are here.
        let link = app_link("t", Some(&text), None).unwrap();
        let encoded = link.rsplit('=').next().unwrap().to_string();
        let own = app_link(&format!("{tx_id}x"), None, None).unwrap();
        let tx = own.rsplit('=').next().unwrap().to_string();
        let callback = read_callback(&format!("myapp://auth?flag=1&{name}={encoded}&tx_id={tx}")).unwrap();
        prop_assert_eq!(signature(&callback), Some(text.as_str()));
        prop_assert_eq!(callback.tx_id, Some(format!("{tx_id}x")));
    }

    #[test]
    fn anything_may_come_back(url in "\\PC{0,80}|a:b\\?(sig|signature|code|tx_id)=\\PC{0,20}(&(sig|code)=[0-9%a-f]{0,6})?") {
        if let Ok(callback) = read_callback(&url)
            && let Some(signature) = signature(&callback)
        {
            prop_assert!(!signature.is_empty() && signature.bytes().all(|byte| byte.is_ascii_graphic()));
        }
    }
}
