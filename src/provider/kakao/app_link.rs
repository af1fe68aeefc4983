//! App to App: the link that opens KakaoTalk for a signature, and the URL it comes back with.
//!
//! LinkHub's tables say that the signature comes as `sig` on iOS and as `signature` on
//! Android. The link, the other parameters and the codes of failures stand in no table that
//! could be read; they are those of an insurer's app that is in use.

use alloc::string::String;

use super::operation::AppSignature;
use super::percent;
use crate::error::{Code, Error, Result};

/// The link that opens KakaoTalk: `kakaotalk://kakaopay/cert/sign?tx_id=…&success=…&fail=…`,
/// each value percent-encoded. `tx_id` is the receipt's; `success` and `fail` are the app's
/// own URLs, to be opened afterwards, and may be left out.
///
/// # Errors
/// [`Code::OptionInvalid`] at `/txId`, `/success` or `/fail` for one that is empty.
pub fn app_link(tx_id: &str, success: Option<&str>, fail: Option<&str>) -> Result<String> {
    let mut link = String::from("kakaotalk://kakaopay/cert/sign?tx_id=");
    link.push_str(&part(tx_id, "/txId")?);
    for (name, url, path) in [("&success=", success, "/success"), ("&fail=", fail, "/fail")] {
        if let Some(url) = url {
            link.push_str(name);
            link.push_str(&part(url, path)?);
        }
    }
    Ok(link)
}

fn part(text: &str, path: &'static str) -> Result<String> {
    if text.is_empty() { Err(Error::new(Code::OptionInvalid).at(path)) } else { Ok(percent::encode(text)) }
}

/// What KakaoTalk says when it comes back.
#[derive(Debug)]
pub struct Callback {
    /// The transaction in KakaoTalk, where it is named: compare it with the receipt's.
    pub tx_id: Option<String>,
    /// How it ended.
    pub outcome: CallbackOutcome,
}

/// How a signature in KakaoTalk ended.
#[derive(Debug)]
pub enum CallbackOutcome {
    /// What the verification has to be asked for with. Anybody can open an app's URL:
    /// nothing is signed before the verification has succeeded.
    Signed(AppSignature),
    /// The number of the failure; [`failure`] says what it means.
    Failed(u32),
}

/// Reads the URL that KakaoTalk opened: its query, percent-decoded once, `+` a plus.
///
/// `sig` or `signature` makes it a success, whatever else there is; otherwise `code` makes
/// it a failure.
///
/// # Errors
/// [`Code::OptionInvalid`] at `/url`: neither is there, one of them is not of its form, a
/// parameter is there twice, or the two names have different signatures.
pub fn read_callback(url: &str) -> Result<Callback> {
    read(url).ok_or_else(|| Error::new(Code::OptionInvalid).at("/url"))
}

fn read(url: &str) -> Option<Callback> {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    let (_, query) = url.split_once('?')?;
    let (mut tx_id, mut code, mut sig, mut signature) = (None, None, None, None);
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let slot = match name {
            "tx_id" => &mut tx_id,
            "code" => &mut code,
            "sig" => &mut sig,
            "signature" => &mut signature,
            _ => continue,
        };
        let value = String::from_utf8(percent::decode(value)?).ok()?;
        slot.replace(value).is_none().then_some(())?;
    }
    let outcome = match (sig, signature, code) {
        (Some(one), Some(other), _) if one != other => return None,
        (Some(signature), _, _) | (None, Some(signature), _) => {
            CallbackOutcome::Signed(AppSignature::new(signature)?)
        }
        (None, None, code) => CallbackOutcome::Failed(number(&code?)?),
    };
    Some(Callback { tx_id, outcome })
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// What the number of a failure means.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// Whether the signer chose not to sign.
    pub cancelled: bool,
    /// In English.
    pub message: &'static str,
    /// In Korean.
    pub message_ko: &'static str,
}

/// The failure of this number; one that says no more than that it is none of those below,
/// where it is not known.
#[must_use]
pub fn failure(code: u32) -> &'static Failure {
    FAILURES.iter().find(|(codes, _)| codes.contains(&code)).map_or(&UNKNOWN, |(_, failure)| failure)
}

const fn failed(message: &'static str, message_ko: &'static str) -> Failure {
    Failure { cancelled: false, message, message_ko }
}

static UNKNOWN: Failure =
    failed("KakaoTalk reports a failure that is not known here.", "카카오톡이 알 수 없는 실패를 알렸습니다.");

static FAILURES: &[(&[u32], Failure)] = &[
    (
        &[1001, 1002, 1003, 1004, 4004, 4005, 4008, 5000],
        Failure {
            cancelled: true,
            message: "The signer has cancelled.",
            message_ko: "사용자가 인증을 취소했습니다.",
        },
    ),
    (&[1000], failed("The signer has to agree to the terms first.", "약관 동의가 필요합니다.")),
    (&[2000], failed("The signer's state could not be checked.", "사용자 상태 확인에 실패했습니다.")),
    (&[2001], failed("The signer's CI is there twice.", "CI가 중복되었습니다.")),
    (&[3000], failed("The certificate could not be asked for.", "인증서 발급 요청에 실패했습니다.")),
    (&[3001], failed("The relying party could not be registered.", "이용기관 등록에 실패했습니다.")),
    (&[4000], failed("The signature could not be asked for.", "서명 요청에 실패했습니다.")),
    (&[4001], failed("The request for the signature is not valid.", "서명 요청이 유효하지 않습니다.")),
    (&[4002], failed("The certificate is not valid.", "인증서 상태가 유효하지 않습니다.")),
    (&[4003], failed("The data to sign could not be fetched.", "서명 데이터 요청에 실패했습니다.")),
    (&[4006], failed("The password was wrong five times.", "인증 비밀번호를 5회 잘못 입력했습니다.")),
    (&[4007], failed("The private key could not be loaded.", "개인키를 불러오지 못했습니다.")),
    (&[4009], failed("The signature could not be confirmed.", "서명 확인에 실패했습니다.")),
];
