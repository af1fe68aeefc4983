//! The one table of errors: code, status, providers' codes, whose fault, whether trying
//! again can help, and a sentence with the next step in English and Korean.
//!
//! A code is stable and public. Reasons that would tell an attacker which check failed
//! (opening, authentication) share one code. No entry and no [`Error`] ever carries a
//! field's value: [`Error::path`] and [`Error::subject`] hold names only.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

/// What every fallible function of this crate returns.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Whose doing an error is: who has to change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The program that called.
    Caller,
    /// Toss or LinkHub.
    Provider,
    /// What lies between.
    Network,
    /// ingam or its configuration.
    Us,
}

impl Fault {
    /// `caller`, `provider`, `network` or `us`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Provider => "provider",
            Self::Network => "network",
            Self::Us => "us",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Entry {
    /// The stable public name, `INGAM_…`.
    pub code: &'static str,
    /// The HTTP status on ingam's own routes.
    pub status: u16,
    /// The status and `errorCode` on Toss's routes.
    pub toss: (u16, &'static str),
    /// The `code` on LinkHub's routes, which answer with `status`: [`LINKHUB_BLOCK`] less
    /// the four digits of the case.
    ///
    /// Whether LinkHub has a code of its own for a case is not published; the ones that are
    /// (-31010009 of KakaoCert, -11010009 of the token host, -99999999 of its SDKs) lie
    /// outside the block, so a client can tell the gateway's refusals from LinkHub's.
    pub linkhub: i32,
    /// Who has to act.
    pub fault: Fault,
    /// Whether the same call can succeed later, unchanged.
    pub retryable: bool,
    /// What happened and what to do, in English.
    pub message: &'static str,
    /// The same in Korean.
    pub message_ko: &'static str,
}

/// The codes of ours on LinkHub's routes are `-9910nnnn`: negative and of eight digits, as
/// LinkHub writes its own. `nnnn` is the number of the Toss code, where that is ours.
pub const LINKHUB_BLOCK: i32 = -99100000;

macro_rules! table {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, ($toss_status:literal, $toss:literal), $linkhub:literal, $fault:ident, retryable: $retry:literal, $en:literal, $ko:literal;)*) => {
        /// A row of the table, by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* #[doc = concat!("\n\n`", $code, "`: ", $en)] $name,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code of that public name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.entry().code == name)
            }

            /// The row.
            #[must_use]
            pub const fn entry(self) -> &'static Entry {
                match self { $(Self::$name => &Entry {
                    code: $code, status: $status, toss: ($toss_status, $toss), linkhub: $linkhub, fault: Fault::$fault,
                    retryable: $retry, message: $en, message_ko: $ko,
                },)* }
            }
        }
    };
}

table! {
    // Sessions and sealing.
    /// A sealed value could not be opened; which check failed is not said.
    OpenFailed = "INGAM_OPEN_FAILED", 400, (400, "IG4020"), -99104020, Caller, retryable: false,
        "The sealed value could not be opened with this session. Open it with the session whose sessionKey went with the result call.",
        "이 세션으로는 복호화할 수 없습니다. 결과를 조회할 때 보낸 sessionKey의 ResultSession으로 복호화하세요.";
    /// A session that seals was asked to open, or the reverse.
    SessionRole = "INGAM_SESSION_ROLE", 400, (400, "IG4021"), -99104021, Caller, retryable: false,
        "A session either seals a request or opens a result, never both. Make a new session for the other direction.",
        "세션은 요청 암호화와 결과 복호화 중 하나에만 쓸 수 있습니다. 반대 방향에는 새 세션을 만드세요.";
    /// The session has already been used for this name, or for another result.
    SessionSpent = "INGAM_SESSION_SPENT", 400, (400, "IG4022"), -99104022, Caller, retryable: false,
        "This session has already been used for this. Make a new session for every request and every result.",
        "이미 사용한 세션입니다. 요청과 결과 조회마다 새 세션을 만드세요.";
    /// The value is in sealed form before sealing.
    AlreadySealed = "INGAM_ALREADY_SEALED", 400, (400, "IG4023"), -99104023, Caller, retryable: false,
        "The value is already sealed. Pass the plain value, and seal a request once.",
        "이미 암호화된 값입니다. 평문을 넘기고, 요청은 한 번만 암호화하세요.";
    /// A member that must be text to be sealed is not.
    FieldNotText = "INGAM_FIELD_NOT_TEXT", 400, (400, "IG4024"), -99104024, Caller, retryable: false,
        "The value to seal must be a string that is not empty.",
        "암호화할 값은 비어 있지 않은 문자열이어야 합니다.";
    /// A phone number with something besides digits.
    PhoneInvalid = "INGAM_PHONE_INVALID", 400, (400, "IG4025"), -99104025, Caller, retryable: false,
        "A phone number has digits only, without hyphens or blanks (10 or 11 of them).",
        "휴대폰 번호는 하이픈이나 공백 없이 숫자 10~11자리여야 합니다.";
    /// A birthday that is no date.
    BirthdayInvalid = "INGAM_BIRTHDAY_INVALID", 400, (400, "IG4026"), -99104026, Caller, retryable: false,
        "A birthday is a date of the calendar written as eight digits, YYYYMMDD.",
        "생년월일은 실제 날짜를 YYYYMMDD 8자리로 적어야 합니다.";
    /// A session key that is not `tag$id$base64`.
    SessionKeyInvalid = "INGAM_SESSION_KEY_INVALID", 400, (400, "IG4027"), -99104027, Caller, retryable: false,
        "The sessionKey is not of the form version$id$base64. Pass it exactly as it was made, on one line.",
        "sessionKey가 version$id$base64 형식이 아닙니다. 만들어진 값을 줄바꿈 없이 그대로 넘기세요.";
    /// Not an RSA public key in PEM or base64 SPKI.
    PublicKeyInvalid = "INGAM_PUBLIC_KEY_INVALID", 400, (503, "IG5020"), -99105020, Caller, retryable: false,
        "The public key is not an RSA key in PEM or base64 (SubjectPublicKeyInfo).",
        "공개키가 PEM 또는 base64(SubjectPublicKeyInfo) 형식의 RSA 키가 아닙니다.";
    /// An RSA key below 2048 bits or with an exponent below 65537.
    PublicKeyWeak = "INGAM_PUBLIC_KEY_WEAK", 400, (503, "IG5021"), -99105021, Caller, retryable: false,
        "The RSA key is too weak: at least 2048 bits and an exponent of at least 65537 are needed.",
        "RSA 키가 약합니다. 2048비트 이상, 지수 65537 이상이어야 합니다.";
    /// An option that there is not, or a value that one cannot have.
    OptionInvalid = "INGAM_OPTION_INVALID", 400, (400, "IG4028"), -99104028, Caller, retryable: false,
        "There is no such option, or it does not take this value; the path names it.",
        "없는 옵션이거나 지원하지 않는 값입니다. path에 옵션 이름이 있습니다.";
    /// The platform gave no random bytes.
    EntropyFailed = "INGAM_ENTROPY_FAILED", 500, (500, "IG5001"), -99105001, Us, retryable: true,
        "The platform gave no random bytes. In a Worker, ask for them inside a handler.",
        "플랫폼에서 난수를 얻지 못했습니다. Worker에서는 핸들러 안에서 호출하세요.";

    // What a caller sends.
    /// The body breaks the provider's schema; the problems are listed.
    RequestInvalid = "INGAM_REQUEST_INVALID", 400, (400, "IG4000"), -99104000, Caller, retryable: false,
        "The request does not have the form the provider asks for; each problem is listed with its path.",
        "요청이 인증 기관의 규격에 맞지 않습니다. 항목별 문제를 path와 함께 적었습니다.";
    /// Not strict JSON.
    JsonInvalid = "INGAM_JSON_INVALID", 400, (400, "IG4001"), -99104001, Caller, retryable: false,
        "The body is not one JSON object in UTF-8 without a byte order mark, duplicate names or deep nesting.",
        "본문이 올바른 JSON 객체가 아닙니다. UTF-8이어야 하며 BOM, 중복된 이름, 지나친 중첩은 허용하지 않습니다.";
    /// The body is of another type.
    ContentTypeInvalid = "INGAM_CONTENT_TYPE", 415, (415, "IG4015"), -99104015, Caller, retryable: false,
        "The body has another content type than this route reads.",
        "이 경로에서 읽을 수 없는 Content-Type입니다.";
    /// The body is over the limit.
    BodyTooLarge = "INGAM_BODY_TOO_LARGE", 413, (413, "IG4013"), -99104013, Caller, retryable: false,
        "The body is larger than this gateway accepts.",
        "본문이 게이트웨이가 받는 크기를 넘습니다.";
    /// No such route.
    RouteUnknown = "INGAM_ROUTE_UNKNOWN", 404, (404, "IG4004"), -99104004, Caller, retryable: false,
        "There is no such route on this gateway.",
        "이 게이트웨이에 없는 경로입니다.";
    /// The route exists with another method.
    MethodNotAllowed = "INGAM_METHOD_NOT_ALLOWED", 405, (405, "IG4005"), -99104005, Caller, retryable: false,
        "The route does not take this method; the allow header names the one it takes.",
        "이 경로에서 쓸 수 없는 메서드입니다. allow 헤더를 확인하세요.";
    /// No credential, a wrong one, or one that ended.
    CallerUnknown = "INGAM_CALLER_UNKNOWN", 401, (401, "CE1000"), -99104010, Caller, retryable: false,
        "The credential is missing, wrong or no longer valid. Send a caller's secret or a token from this gateway as Authorization: Bearer; a LinkHub client signs with the caller's id as LinkID and its secret as SecretKey.",
        "토큰이나 서명이 유효하지 않습니다. 게이트웨이에 등록된 호출자 시크릿이나 게이트웨이가 발급한 토큰을 Authorization: Bearer로 보내세요. 링크허브 SDK에는 LinkID로 호출자 id를, SecretKey로 호출자 시크릿을 넣습니다.";
    /// The caller may not use this provider.
    ProviderNotAllowed = "INGAM_PROVIDER_NOT_ALLOWED", 403, (403, "IG4003"), -99104003, Caller, retryable: false,
        "This caller is not registered for this provider.",
        "이 호출자에게 허용되지 않은 인증 기관입니다.";
    /// A browser sent a secret.
    OriginRefused = "INGAM_ORIGIN_REFUSED", 403, (403, "IG4031"), -99104031, Caller, retryable: false,
        "A request with an Origin carries a caller's secret. Secrets belong on a server, never in a page: revoke this one.",
        "브라우저 요청(Origin)에 호출자 시크릿이 들어 있습니다. 시크릿은 서버에서만 쓰고, 노출된 시크릿은 폐기하세요.";
    /// A signature that is right, under a clock that is not.
    ClockSkewed = "INGAM_CLOCK_SKEWED", 401, (401, "IG4011"), -99104011, Caller, retryable: false,
        "The signature is right but its x-lh-date is too far from this gateway's clock. Set the clock of the calling machine.",
        "서명은 맞지만 x-lh-date가 게이트웨이 시각과 너무 다릅니다. 호출하는 서버의 시계를 맞추세요.";
    /// A request signature that came before, with other content or on another path.
    SignatureReplayed = "INGAM_SIGNATURE_REPLAYED", 401, (401, "IG4012"), -99104012, Caller, retryable: false,
        "This request signature was already used for another request. Sign every request anew.",
        "다른 요청에 이미 사용한 서명입니다. 요청마다 새로 서명하세요.";
    /// A client code that is not the caller's, or none where it has several.
    ClientCodeNotAllowed = "INGAM_CLIENT_CODE_NOT_ALLOWED", 403, (403, "IG4035"), -99104035, Caller, retryable: false,
        "The client code is missing, or not one of this caller's.",
        "이용기관코드가 없거나 이 호출자에게 허용되지 않은 코드입니다.";
    /// An App-to-App signature that cannot be one.
    AppSignatureInvalid = "INGAM_APP_SIGNATURE_INVALID", 400, (400, "IG4036"), -99104036, Caller, retryable: false,
        "The App-to-App signature in the path is empty, or not the text KakaoTalk gives. Pass it percent-encoded.",
        "경로의 앱투앱 서명값이 비어 있거나 카카오톡이 준 값이 아닙니다. 퍼센트 인코딩하여 넘기세요.";
    /// Never seen, purged, or another caller's.
    TransactionUnknown = "INGAM_TRANSACTION_UNKNOWN", 404, (400, "CE3100"), -99104040, Caller, retryable: false,
        "There is no such transaction.",
        "존재하지 않는 요청입니다.";
    /// A result call without a session.
    SessionRequired = "INGAM_SESSION_REQUIRED", 400, (400, "IG4029"), -99104029, Caller, retryable: false,
        "A result needs a sessionKey of its own, or the personal data cannot be opened. Nothing was asked of the provider.",
        "결과 조회에는 sessionKey가 필요합니다. 없으면 개인정보를 복호화할 수 없으므로 토스를 호출하지 않았습니다.";
    /// The request's session came again with the result.
    SessionReused = "INGAM_SESSION_REUSED", 400, (400, "IG4030"), -99104030, Caller, retryable: false,
        "The sessionKey is the one the request was sealed with. Make a new session for the result.",
        "요청에 쓴 세션의 sessionKey입니다. 결과 조회에는 새 세션을 만드세요.";
    /// Stored for another session, and the provider has no read left.
    ResultSealedForOtherSession = "INGAM_RESULT_SEALED_FOR_OTHER_SESSION", 409, (409, "IG4090"), -99104090, Caller, retryable: false,
        "The result was read with another sessionKey and the provider gives no further read. Call again with that sessionKey, or fetch the signed documents at /v1/transactions/{provider}/{id}/evidence/{order}.der.",
        "다른 sessionKey로 이미 조회했고 인증 기관의 조회 횟수가 끝났습니다. 그 sessionKey로 다시 호출하거나, 서명 문서를 /v1/transactions/{provider}/{id}/evidence/{order}.der에서 받으세요.";
    /// An Idempotency-Key that is none.
    IdempotencyKeyInvalid = "INGAM_IDEMPOTENCY_KEY_INVALID", 400, (400, "IG4032"), -99104032, Caller, retryable: false,
        "Idempotency-Key has 1 to 255 visible ASCII characters.",
        "Idempotency-Key는 공백 없는 ASCII 문자 1~255자입니다.";
    /// The key came with other bytes before.
    IdempotencyKeyReused = "INGAM_IDEMPOTENCY_KEY_REUSED", 422, (422, "IG4220"), -99104220, Caller, retryable: false,
        "This Idempotency-Key was used with another body in the last 24 hours. A sealed request is the same only byte for byte: keep its bytes to repeat it, or take a new key.",
        "24시간 안에 다른 본문으로 사용한 Idempotency-Key입니다. 같은 요청을 반복하려면 처음 보낸 바이트를 그대로 보내고, 아니면 새 키를 쓰세요.";
    /// The same request is under way.
    RequestUnderWay = "INGAM_REQUEST_UNDER_WAY", 409, (409, "IG4094"), -99104094, Caller, retryable: true,
        "A request with this Idempotency-Key, or this signature, is under way. Make the same call again for its answer.",
        "같은 Idempotency-Key나 같은 서명의 요청이 진행 중입니다. 잠시 뒤 같은 호출을 다시 하면 결과를 받습니다.";
    /// Too many requests in a minute.
    RateLimited = "INGAM_RATE_LIMITED", 429, (429, "IG4290"), -99104290, Caller, retryable: true,
        "This caller has made more requests in a minute than the gateway takes (RATE_LIMIT). Wait the seconds of the retry-after header.",
        "이 호출자의 분당 요청 수가 한도(RATE_LIMIT)를 넘었습니다. retry-after 헤더의 초만큼 기다렸다가 다시 호출하세요.";
    /// A read is under way.
    TransactionBusy = "INGAM_TRANSACTION_BUSY", 409, (409, "IG4092"), -99104092, Caller, retryable: true,
        "A read of this transaction is under way. Wait for its end and call again.",
        "이 거래의 조회가 진행 중입니다. 끝난 뒤 다시 호출하세요.";
    /// There is no signed document of that order.
    SignedDocumentUnknown = "INGAM_SIGNED_DOCUMENT_UNKNOWN", 404, (404, "IG4041"), -99104041, Caller, retryable: false,
        "The stored result has no signed document of this order, or no result is stored yet.",
        "저장된 결과에 이 순서의 서명 문서가 없거나, 아직 저장된 결과가 없습니다.";
    /// There is nothing to acknowledge.
    ResultNotStored = "INGAM_RESULT_NOT_STORED", 409, (409, "IG4093"), -99104093, Caller, retryable: false,
        "No result of this transaction is stored yet. Fetch the result first.",
        "아직 저장된 결과가 없습니다. 먼저 결과를 조회하세요.";
    /// `REQUIRE_EVIDENCE`, and the evidence has not passed.
    EvidenceNotPassed = "INGAM_EVIDENCE_NOT_PASSED", 409, (409, "IG4097"), -99104097, Provider, retryable: true,
        "The result is stored and its signatures did not pass, so this gateway holds it back (REQUIRE_EVIDENCE). The header ingam-evidence says why; the report is in /v1/transactions/{provider}/{id}/evidence.",
        "결과는 저장되었지만 서명 검증을 통과하지 못해 게이트웨이가 돌려주지 않습니다(REQUIRE_EVIDENCE). 이유는 ingam-evidence 헤더에, 보고서는 /v1/transactions/{provider}/{id}/evidence에 있습니다.";
    /// Nothing was verified in the time that the operator has set.
    VerifyWindowOver = "INGAM_VERIFY_WINDOW_OVER", 409, (409, "IG4096"), -99104096, Caller, retryable: false,
        "The time to sign and the KAKAO_VERIFY_WINDOW_SECONDS after it are over, and nothing was verified. Request the signature anew.",
        "서명 시간과 그 뒤의 검증 가능 시간(KAKAO_VERIFY_WINDOW_SECONDS)이 모두 지났습니다. 서명을 다시 요청하세요.";
    /// The same transaction is being registered with other content.
    TransactionConflict = "INGAM_TRANSACTION_CONFLICT", 409, (409, "IG4091"), -99104091, Provider, retryable: false,
        "The provider gave a transaction id that is already in use here.",
        "인증 기관이 이미 사용 중인 거래 번호를 돌려주었습니다.";

    // The provider and the way to it.
    /// The read goes on in the background.
    ReadContinues = "INGAM_READ_CONTINUES", 504, (504, "IG5041"), -99105041, Network, retryable: true,
        "The provider has not answered yet. The read goes on; make the same call again to get its answer (for Toss with the same sessionKey).",
        "인증 기관의 응답을 기다리는 중입니다. 조회는 계속되므로 같은 호출을 다시 하세요(토스는 같은 sessionKey로).";
    /// The answer of a read was lost.
    ReadUncertain = "INGAM_READ_UNCERTAIN", 504, (504, "IG5042"), -99105042, Network, retryable: true,
        "The answer of the read was lost, so it may have been counted. Call again with the same sessionKey for one more attempt.",
        "조회 응답을 잃어 횟수가 차감되었을 수 있습니다. 같은 sessionKey로 다시 호출하면 한 번 더 시도합니다.";
    /// The answer of a verification was lost, and the provider verifies once.
    VerifyUncertain = "INGAM_VERIFY_UNCERTAIN", 504, (504, "IG5043"), -99105043, Network, retryable: false,
        "The answer of the verification was lost, and the provider verifies once only. Nothing is repeated by itself: send ingam-retry: uncertain for one more attempt.",
        "검증 응답을 잃었습니다. 인증 기관의 검증은 한 번뿐이라 자동으로 다시 호출하지 않습니다. 한 번 더 시도하려면 ingam-retry: uncertain 헤더를 보내세요.";
    /// The answer of a request was lost. 409, so that nothing between repeats it by itself.
    RequestUncertain = "INGAM_REQUEST_UNCERTAIN", 409, (409, "IG4095"), -99104095, Network, retryable: false,
        "The answer of the request was lost: the signer may have received it. It is not repeated; ask the signer, then request anew.",
        "요청의 응답을 잃었습니다. 서명자에게 이미 전달되었을 수 있어 다시 보내지 않습니다. 서명자에게 확인한 뒤 새로 요청하세요.";
    /// The provider did not answer in time, or cut the connection.
    ProviderSilent = "INGAM_PROVIDER_SILENT", 504, (504, "IG5040"), -99105040, Network, retryable: true,
        "The provider could not be reached or did not answer in time.",
        "인증 기관에 연결하지 못했거나 제때 응답을 받지 못했습니다.";
    /// The provider answered with something that is not its protocol.
    ProviderAnswerInvalid = "INGAM_PROVIDER_ANSWER_INVALID", 502, (502, "IG5022"), -99105022, Provider, retryable: true,
        "The provider's answer is not what its protocol says.",
        "인증 기관의 응답이 규격과 다릅니다.";
    /// The provider does not take the gateway's own credential.
    ProviderRefusedCredential = "INGAM_PROVIDER_REFUSED_CREDENTIAL", 502, (502, "IG5023"), -99105023, Us, retryable: false,
        "The provider refuses the gateway's own credential. The operator has to check it.",
        "인증 기관이 게이트웨이의 자격 증명을 거부했습니다. 운영자가 확인해야 합니다.";

    // The gateway itself.
    /// A setting is missing or wrong; the subject names it.
    SettingInvalid = "INGAM_SETTING_INVALID", 503, (503, "IG5030"), -99105030, Us, retryable: false,
        "The gateway is not configured for this: a setting is missing, a placeholder or wrong.",
        "게이트웨이 설정이 없거나 예시 값이거나 잘못되었습니다.";
    /// A record is sealed under a key that is not configured.
    StoreKeyMissing = "INGAM_STORE_KEY_MISSING", 503, (503, "IG5031"), -99105031, Us, retryable: true,
        "A stored record needs a key that is not in STORE_KEYS. The record is untouched: put the key back.",
        "저장된 기록을 여는 키가 STORE_KEYS에 없습니다. 기록은 그대로이니 키를 되돌려 놓으세요.";
    /// A stored record does not open.
    StoreDamaged = "INGAM_STORE_DAMAGED", 500, (500, "IG5002"), -99105002, Us, retryable: false,
        "A stored record is damaged. It is kept as it is.",
        "저장된 기록이 손상되었습니다. 기록은 그대로 두었습니다.";
    /// Anything that should not happen.
    Internal = "INGAM_INTERNAL", 500, (500, "IG5000"), -99105000, Us, retryable: true,
        "The gateway failed. Call again; the request id helps the operator to find out why.",
        "게이트웨이 내부 오류입니다. 다시 호출해 보고, 계속되면 요청 번호를 운영자에게 알려 주세요.";
}

/// A code with the name of what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    code: Code,
    path: Option<String>,
    subject: Option<Cow<'static, str>>,
}

impl Error {
    /// An error of this code.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, path: None, subject: None }
    }

    /// Adds the place in the input, as a JSON Pointer (RFC 6901).
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Adds the name of a setting, option or key id. Never a value.
    #[must_use]
    pub fn about(mut self, subject: impl Into<Cow<'static, str>>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// The row's name.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The place in the input, as a JSON Pointer.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The name of the setting, option or key id in question.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The English sentence, with the subject.
    #[must_use]
    pub fn message(&self) -> String {
        self.with_subject(self.code.entry().message)
    }

    /// The Korean sentence, with the subject.
    #[must_use]
    pub fn message_ko(&self) -> String {
        self.with_subject(self.code.entry().message_ko)
    }

    fn with_subject(&self, text: &str) -> String {
        match &self.subject {
            Some(subject) => alloc::format!("{text} [{subject}]"),
            None => String::from(text),
        }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.entry().code, self.message())
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn every_row_is_whole_and_unlike_the_others() {
        let (mut codes, mut toss, mut linkhub) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for code in Code::ALL {
            let row = code.entry();
            assert!(codes.insert(row.code), "{} twice", row.code);
            assert!(toss.insert(row.toss.1), "{} twice", row.toss.1);
            assert!(linkhub.insert(row.linkhub), "{} twice", row.linkhub);
            assert!(row.code.starts_with("INGAM_"));
            assert!((400..600).contains(&row.status) && (400..600).contains(&row.toss.0));
            assert!(row.message.ends_with('.') && row.message_ko.ends_with('.'), "{}", row.code);
            assert!(row.message_ko.chars().any(|c| ('가'..='힣').contains(&c)), "{}", row.code);
            assert!(
                row.toss.1.starts_with("CE") || (row.toss.1.starts_with("IG") && row.toss.1.len() == 6),
                "{}",
                row.code
            );
            let number = LINKHUB_BLOCK - row.linkhub;
            assert!((1..10_000).contains(&number), "{}", row.linkhub);
            if let Some(own) = row.toss.1.strip_prefix("IG") {
                assert_eq!(own.parse(), Ok(number), "{}", row.code);
            }
            // Nothing between may repeat a request whose answer was lost, so it is no 5xx.
            let server_side =
                matches!(row.fault, Fault::Us | Fault::Network) && *code != Code::RequestUncertain;
            assert!(!server_side || row.status >= 500, "{}", row.code);
        }
    }

    #[test]
    fn the_subject_stands_behind_the_sentence() {
        let error = Error::new(Code::SettingInvalid).about("TOSS_CLIENT_ID");
        assert!(error.message().ends_with("[TOSS_CLIENT_ID]"));
        assert!(error.message_ko().ends_with("[TOSS_CLIENT_ID]"));
    }
}
