//! The validation table of the docs API: one row per rule, from the request-parameter
//! sections of Toss's multi-document guide (복수 전자서명).

use crate::provider::problem::{Rule, Severity, rules};

rules! {
    REQUEST_TYPE_MISSING: "/requestType", "INGAM_FIELD_REQUIRED", Error,
        "requestType is required: USER_PERSONAL or USER_CI.",
        "requestType은 필수입니다. USER_PERSONAL 또는 USER_CI를 넣으세요.";
    REQUEST_TYPE_UNKNOWN: "/requestType", "INGAM_FIELD_VALUE", Error,
        "requestType is USER_PERSONAL or USER_CI.",
        "requestType은 USER_PERSONAL 또는 USER_CI입니다.";
    TRIGGER_TYPE_MISSING: "/triggerType", "INGAM_FIELD_REQUIRED", Error,
        "triggerType is required: PUSH or APP_SCHEME.",
        "triggerType은 필수입니다. PUSH 또는 APP_SCHEME을 넣으세요.";
    TRIGGER_TYPE_UNKNOWN: "/triggerType", "INGAM_FIELD_VALUE", Error,
        "triggerType is PUSH or APP_SCHEME.",
        "triggerType은 PUSH 또는 APP_SCHEME입니다.";
    USER_NAME_MISSING: "/userName", "INGAM_FIELD_REQUIRED", Error,
        "userName is required when requestType is USER_PERSONAL.",
        "requestType이 USER_PERSONAL이면 userName이 필수입니다.";
    USER_NAME_PLAIN: "/userName", "INGAM_FIELD_NOT_SEALED", Error,
        "userName must be sealed under the session of sessionKey. Use seal().",
        "userName은 sessionKey의 세션으로 암호화해야 합니다. seal()을 쓰세요.";
    USER_NAME_FOREIGN: "/userName", "INGAM_FIELD_OTHER_SESSION", Error,
        "userName is sealed under another session than sessionKey.",
        "userName을 암호화한 세션이 sessionKey와 다릅니다.";
    USER_PHONE_MISSING: "/userPhone", "INGAM_FIELD_REQUIRED", Error,
        "userPhone is required when requestType is USER_PERSONAL.",
        "requestType이 USER_PERSONAL이면 userPhone이 필수입니다.";
    USER_PHONE_PLAIN: "/userPhone", "INGAM_FIELD_NOT_SEALED", Error,
        "userPhone must be sealed under the session of sessionKey. Use seal().",
        "userPhone은 sessionKey의 세션으로 암호화해야 합니다. seal()을 쓰세요.";
    USER_PHONE_FOREIGN: "/userPhone", "INGAM_FIELD_OTHER_SESSION", Error,
        "userPhone is sealed under another session than sessionKey.",
        "userPhone을 암호화한 세션이 sessionKey와 다릅니다.";
    USER_BIRTHDAY_MISSING: "/userBirthday", "INGAM_FIELD_REQUIRED", Error,
        "userBirthday is required when requestType is USER_PERSONAL.",
        "requestType이 USER_PERSONAL이면 userBirthday가 필수입니다.";
    USER_BIRTHDAY_PLAIN: "/userBirthday", "INGAM_FIELD_NOT_SEALED", Error,
        "userBirthday must be sealed under the session of sessionKey. Use seal().",
        "userBirthday는 sessionKey의 세션으로 암호화해야 합니다. seal()을 쓰세요.";
    USER_BIRTHDAY_FOREIGN: "/userBirthday", "INGAM_FIELD_OTHER_SESSION", Error,
        "userBirthday is sealed under another session than sessionKey.",
        "userBirthday를 암호화한 세션이 sessionKey와 다릅니다.";
    USER_CI_MISSING: "/userCi", "INGAM_FIELD_REQUIRED", Error,
        "userCi is required when requestType is USER_CI.",
        "requestType이 USER_CI이면 userCi가 필수입니다.";
    USER_CI_PLAIN: "/userCi", "INGAM_FIELD_NOT_SEALED", Error,
        "userCi must be sealed under the session of sessionKey. Use seal().",
        "userCi는 sessionKey의 세션으로 암호화해야 합니다. seal()을 쓰세요.";
    USER_CI_FOREIGN: "/userCi", "INGAM_FIELD_OTHER_SESSION", Error,
        "userCi is sealed under another session than sessionKey.",
        "userCi를 암호화한 세션이 sessionKey와 다릅니다.";
    SESSION_KEY_MISSING: "/sessionKey", "INGAM_FIELD_REQUIRED", Error,
        "sessionKey is required: every request carries personal data or a sealed document.",
        "sessionKey는 필수입니다. 개인정보나 암호화된 원문을 보내는 요청에는 세션 키가 있어야 합니다.";
    SESSION_KEY_SHAPE: "/sessionKey", "INGAM_SESSION_KEY_INVALID", Error,
        "sessionKey is version$id$base64 on one line, as seal() or ResultSession made it.",
        "sessionKey는 seal() 또는 ResultSession이 만든 version$id$base64 한 줄이어야 합니다.";
    SERVICE_NAME_MISSING: "/serviceName", "INGAM_FIELD_REQUIRED", Error,
        "serviceName is required: the signer sees it in the Toss app.",
        "serviceName은 필수입니다. 서명자의 토스 앱 화면에 보이는 이름입니다.";
    SERVICE_NAME_LENGTH: "/serviceName", "INGAM_FIELD_LENGTH", Error,
        "serviceName has 1 to 50 characters.",
        "serviceName은 1자 이상 50자 이하입니다.";
    EXPIRE_SECONDS_RANGE: "/expireSeconds", "INGAM_FIELD_RANGE", Error,
        "expireSeconds is a whole number from 1 to 1800.",
        "expireSeconds는 1 이상 1800 이하의 정수입니다.";
    DOC_LIST_MISSING: "/docList", "INGAM_FIELD_REQUIRED", Error,
        "docList is required: an array with at least one document.",
        "docList는 필수입니다. 원문이 하나 이상 있는 배열이어야 합니다.";
    DOC_LIST_EMPTY: "/docList", "INGAM_FIELD_LENGTH", Error,
        "docList has at least one document.",
        "docList에는 원문이 하나 이상 있어야 합니다.";
    DOCUMENT_SHAPE: "/docList/*", "INGAM_FIELD_TYPE", Error,
        "A document is a JSON object.",
        "원문 항목은 JSON 객체여야 합니다.";
    DOC_TITLE_MISSING: "/docList/*/docTitle", "INGAM_FIELD_REQUIRED", Error,
        "docTitle is required: the signer chooses the document by it.",
        "docTitle은 필수입니다. 서명자가 보는 문서 제목입니다.";
    DOC_MISSING: "/docList/*/doc", "INGAM_FIELD_REQUIRED", Error,
        "doc is required: the text, or the base64 of the hash of a PDF.",
        "doc은 필수입니다. 원문 또는 PDF 해시의 base64 값을 넣으세요.";
    DOC_PLAIN: "/docList/*/doc", "INGAM_FIELD_NOT_SEALED", Error,
        "docEncrypted is true, so doc must be sealed under the session of sessionKey. Use seal().",
        "docEncrypted가 true이면 doc을 sessionKey의 세션으로 암호화해야 합니다. seal()을 쓰세요.";
    DOC_FOREIGN: "/docList/*/doc", "INGAM_FIELD_OTHER_SESSION", Error,
        "doc is sealed under another session than sessionKey.",
        "doc을 암호화한 세션이 sessionKey와 다릅니다.";
    DOC_LONG: "/docList/*/doc", "INGAM_DOCUMENT_LONG", Warning,
        "Toss recommends at most 2,000 characters. For a long original sign its hash (PKCS7_NO_CONTENT_WITH_ATTR).",
        "토스는 2,000자 이내를 권장합니다. 긴 원문은 해시를 서명하세요(PKCS7_NO_CONTENT_WITH_ATTR).";
    DOC_NOT_BASE64: "/docList/*/doc", "INGAM_DOCUMENT_NOT_BASE64", Warning,
        "For a PDF, doc is the base64 of the hash of its bytes.",
        "PDF의 doc은 PDF 바이트를 해시한 값의 base64입니다.";
    DOC_TYPE_UNKNOWN: "/docList/*/docType", "INGAM_FIELD_VALUE", Error,
        "docType is TEXT, HTML or PDF.",
        "docType은 TEXT, HTML, PDF 중 하나입니다.";
    DOC_ENCRYPTED_UNKNOWN: "/docList/*/docEncrypted", "INGAM_FIELD_VALUE", Error,
        "docEncrypted is true or false.",
        "docEncrypted는 true 또는 false입니다.";
    DOC_ENCRYPTED_RETURNS: "/docList/*/docEncrypted", "INGAM_DOCUMENT_EXPOSES_SESSION", Warning,
        "The text of this document comes back unsealed in signedDoc; with it, whoever has the request can open every other value of the session. Leave docEncrypted false, or sign the hash (PKCS7_NO_CONTENT_WITH_ATTR).",
        "이 문서의 원문은 signedDoc에 평문으로 돌아오며, 요청 본문을 가진 사람은 그것으로 같은 세션의 다른 값을 모두 열 수 있습니다. docEncrypted를 false로 두거나 해시를 서명하세요(PKCS7_NO_CONTENT_WITH_ATTR).";
    SIGNATURE_TYPE_UNKNOWN: "/docList/*/signatureType", "INGAM_FIELD_VALUE", Error,
        "signatureType is PKCS7 or PKCS7_NO_CONTENT_WITH_ATTR.",
        "signatureType은 PKCS7 또는 PKCS7_NO_CONTENT_WITH_ATTR입니다.";
    SIGNATURE_TYPE_PDF: "/docList/*/signatureType", "INGAM_PDF_WITH_CONTENT", Warning,
        "A PDF is signed by its hash: set signatureType to PKCS7_NO_CONTENT_WITH_ATTR.",
        "PDF는 해시를 서명합니다. signatureType을 PKCS7_NO_CONTENT_WITH_ATTR로 지정하세요.";
    ORDER_MISSING: "/docList/*/order", "INGAM_FIELD_REQUIRED", Error,
        "order is required: 1, 2, 3 and so on.",
        "order는 필수입니다. 1부터 차례로 넣으세요.";
    ORDER_RANGE: "/docList/*/order", "INGAM_FIELD_RANGE", Error,
        "order is a whole number from 1.",
        "order는 1 이상의 정수입니다.";
    ORDER_TWICE: "/docList/*/order", "INGAM_ORDER_TWICE", Error,
        "order is unique among the documents.",
        "order는 문서마다 달라야 합니다.";
    ORDER_GAP: "/docList", "INGAM_ORDER_GAP", Warning,
        "The orders leave a gap: they are meant to be 1, 2, 3 and so on.",
        "order에 빠진 번호가 있습니다. 1부터 차례로 넣으세요.";
    TX_ID_MISSING: "/txId", "INGAM_FIELD_REQUIRED", Error,
        "txId is required: the id that the request returned.",
        "txId는 필수입니다. 요청 API가 돌려준 값을 넣으세요.";
    TX_ID_SHAPE: "/txId", "INGAM_FIELD_VALUE", Error,
        "txId is a UUID, as the request returned it.",
        "txId는 요청 API가 돌려준 UUID입니다.";
    RESULT_SESSION_KEY_MISSING: "/sessionKey", "INGAM_SESSION_REQUIRED", Error,
        "sessionKey is required: without it the personal data in the result cannot be opened. Make a new one for the result.",
        "sessionKey는 필수입니다. 없으면 결과의 개인정보를 열 수 없습니다. 결과 조회용으로 새로 만드세요.";
}
