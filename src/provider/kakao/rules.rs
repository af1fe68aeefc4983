//! The validation table of KakaoCert's requests: one row per rule, each with the row of the
//! provider's table it comes from. "ESign n" is row n of A.2 in the manual of the
//! e-signature (ASP), "CMS n" row n of A.2 in the manual of the direct-debit consent
//! (Node.js). Identifications have no table of their own that could be read; their members
//! are those of the SDK for Java, with the limits the other two tables share.
//!
//! | member | e-signature | direct debit | identification |
//! |---|---|---|---|
//! | `CallCenterNum` | required, 20 | required, 20 | required, 20 |
//! | `CallCenterName` | text | text | text |
//! | `Expires_in` | required, 1 to 1000 | required, 1 to 1000 | required, 1 to 1000 |
//! | `ReceiverBirthDay` | required, `YYYYMMDD` | required, `YYYYMMDD` | required, `YYYYMMDD` |
//! | `ReceiverHP` | required, 10 or 11 digits | required, 10 or 11 digits | required, 10 or 11 digits |
//! | `ReceiverName` | required, 20 | required, 20 | required, 20 |
//! | `Token` | required, 500 | | required |
//! | `BankAccountName` | | 20 | |
//! | `BankAccountNum` | | required, 31 | |
//! | `BankCode` | | required, 10 | |
//! | `ClientUserID` | | required, 40 | |
//! | `TMSTitle` | required, 40 | required, 40 | required, 40 |
//! | `TMSMessage` | 500 | 500 | 500 |
//! | `SubClientID` | 12 | 12 | 12 |
//! | `isAllowSimpleRegistYN` | boolean | boolean | boolean |
//! | `isVerifyNameYN` | boolean | boolean | boolean |
//! | `PayLoad` | 200 | 200 | 200 |
//! | `isAppUseYN` | boolean | boolean | |
//!
//! The tables call `isAllowSimpleRegistYN` and `isVerifyNameYN` required. They are not here:
//! the SDK for Node.js leaves a false out, so a missing one says false.

use crate::provider::problem::{Rule, Severity, rules};

rules! {
    /// ESign 1, CMS 1.
    CALL_CENTER_NUM_MISSING: "/CallCenterNum", "INGAM_FIELD_REQUIRED", Error,
        "CallCenterNum is required: the number of the customer centre, which KakaoTalk shows.",
        "CallCenterNum은 필수입니다. 카카오톡에 표시할 고객센터 전화번호를 넣으세요.";
    /// ESign 1, CMS 1.
    CALL_CENTER_NUM_TYPE: "/CallCenterNum", "INGAM_FIELD_TYPE", Error,
        "CallCenterNum is a string.",
        "CallCenterNum은 문자열입니다.";
    /// ESign 1, CMS 1.
    CALL_CENTER_NUM_LENGTH: "/CallCenterNum", "INGAM_FIELD_LENGTH", Error,
        "CallCenterNum has at most 20 characters.",
        "CallCenterNum은 최대 20자입니다.";
    /// SDK for Java 2.52: its length is not published.
    CALL_CENTER_NAME_TYPE: "/CallCenterName", "INGAM_FIELD_TYPE", Error,
        "CallCenterName is a string.",
        "CallCenterName은 문자열입니다.";
    /// ESign 2, CMS 2.
    EXPIRES_IN_MISSING: "/Expires_in", "INGAM_FIELD_REQUIRED", Error,
        "Expires_in is required: seconds until the request expires, at most 1000 (300 is recommended).",
        "Expires_in은 필수입니다. 인증요청 만료시간(초)을 최대 1000까지 넣으세요(권장 300).";
    /// ESign 2, CMS 2.
    EXPIRES_IN_TYPE: "/Expires_in", "INGAM_FIELD_TYPE", Error,
        "Expires_in is a number.",
        "Expires_in은 숫자입니다.";
    /// ESign 2, CMS 2.
    EXPIRES_IN_RANGE: "/Expires_in", "INGAM_FIELD_RANGE", Error,
        "Expires_in is a whole number from 1 to 1000.",
        "Expires_in은 1 이상 1000 이하의 정수입니다.";
    /// ESign 3, CMS 3.
    RECEIVER_BIRTH_DAY_MISSING: "/ReceiverBirthDay", "INGAM_FIELD_REQUIRED", Error,
        "ReceiverBirthDay is required: the date as YYYYMMDD.",
        "ReceiverBirthDay는 필수입니다. 생년월일을 YYYYMMDD 형식으로 넣으세요.";
    /// ESign 3, CMS 3.
    RECEIVER_BIRTH_DAY_TYPE: "/ReceiverBirthDay", "INGAM_FIELD_TYPE", Error,
        "ReceiverBirthDay is a string.",
        "ReceiverBirthDay는 문자열입니다.";
    /// ESign 3, CMS 3.
    RECEIVER_BIRTH_DAY_VALUE: "/ReceiverBirthDay", "INGAM_FIELD_VALUE", Error,
        "ReceiverBirthDay is a date of the calendar written as eight digits, YYYYMMDD.",
        "ReceiverBirthDay는 실제 날짜를 YYYYMMDD 8자리로 적어야 합니다.";
    /// ESign 4, CMS 4.
    RECEIVER_HP_MISSING: "/ReceiverHP", "INGAM_FIELD_REQUIRED", Error,
        "ReceiverHP is required: the mobile number, digits only.",
        "ReceiverHP는 필수입니다. 휴대폰번호를 하이픈 없이 넣으세요.";
    /// ESign 4, CMS 4.
    RECEIVER_HP_TYPE: "/ReceiverHP", "INGAM_FIELD_TYPE", Error,
        "ReceiverHP is a string.",
        "ReceiverHP는 문자열입니다.";
    /// ESign 4, CMS 4.
    RECEIVER_HP_VALUE: "/ReceiverHP", "INGAM_FIELD_VALUE", Error,
        "ReceiverHP has 10 or 11 digits, without hyphens or blanks.",
        "ReceiverHP는 하이픈이나 공백 없이 숫자 10~11자리여야 합니다.";
    /// ESign 5, CMS 5.
    RECEIVER_NAME_MISSING: "/ReceiverName", "INGAM_FIELD_REQUIRED", Error,
        "ReceiverName is required: the name of the signer.",
        "ReceiverName은 필수입니다. 수신자 성명을 넣으세요.";
    /// ESign 5, CMS 5.
    RECEIVER_NAME_TYPE: "/ReceiverName", "INGAM_FIELD_TYPE", Error,
        "ReceiverName is a string.",
        "ReceiverName은 문자열입니다.";
    /// ESign 5, CMS 5.
    RECEIVER_NAME_LENGTH: "/ReceiverName", "INGAM_FIELD_LENGTH", Error,
        "ReceiverName has at most 20 characters.",
        "ReceiverName은 최대 20자입니다.";
    /// ESign 6; of an identification from the SDKs, without a length.
    TOKEN_MISSING: "/Token", "INGAM_FIELD_REQUIRED", Error,
        "Token is required: what is signed.",
        "Token은 필수입니다. 서명할 원문을 넣으세요.";
    /// ESign 6; of an identification from the SDKs, without a length.
    TOKEN_TYPE: "/Token", "INGAM_FIELD_TYPE", Error,
        "Token is a string.",
        "Token은 문자열입니다.";
    /// ESign 6; of an identification from the SDKs, without a length.
    TOKEN_LENGTH: "/Token", "INGAM_FIELD_LENGTH", Error,
        "Token has at most 500 characters.",
        "Token은 최대 500자입니다.";
    /// CMS 6.
    BANK_ACCOUNT_NAME_TYPE: "/BankAccountName", "INGAM_FIELD_TYPE", Error,
        "BankAccountName is a string.",
        "BankAccountName은 문자열입니다.";
    /// CMS 6.
    BANK_ACCOUNT_NAME_LENGTH: "/BankAccountName", "INGAM_FIELD_LENGTH", Error,
        "BankAccountName has at most 20 characters.",
        "BankAccountName은 최대 20자입니다.";
    /// CMS 7.
    BANK_ACCOUNT_NUM_MISSING: "/BankAccountNum", "INGAM_FIELD_REQUIRED", Error,
        "BankAccountNum is required: the account to be debited; a part of it may be masked, 371-02-6***85.",
        "BankAccountNum은 필수입니다. 계좌번호를 넣으세요. 371-02-6***85처럼 일부를 가릴 수 있습니다.";
    /// CMS 7.
    BANK_ACCOUNT_NUM_TYPE: "/BankAccountNum", "INGAM_FIELD_TYPE", Error,
        "BankAccountNum is a string.",
        "BankAccountNum은 문자열입니다.";
    /// CMS 7.
    BANK_ACCOUNT_NUM_LENGTH: "/BankAccountNum", "INGAM_FIELD_LENGTH", Error,
        "BankAccountNum has at most 31 characters.",
        "BankAccountNum은 최대 31자입니다.";
    /// CMS 8.
    BANK_CODE_MISSING: "/BankCode", "INGAM_FIELD_REQUIRED", Error,
        "BankCode is required: the code of the bank.",
        "BankCode는 필수입니다. 참가기관 코드를 넣으세요.";
    /// CMS 8.
    BANK_CODE_TYPE: "/BankCode", "INGAM_FIELD_TYPE", Error,
        "BankCode is a string.",
        "BankCode는 문자열입니다.";
    /// CMS 8.
    BANK_CODE_LENGTH: "/BankCode", "INGAM_FIELD_LENGTH", Error,
        "BankCode has at most 10 characters.",
        "BankCode는 최대 10자입니다.";
    /// CMS 9.
    CLIENT_USER_ID_MISSING: "/ClientUserID", "INGAM_FIELD_REQUIRED", Error,
        "ClientUserID is required: your number for the payer.",
        "ClientUserID는 필수입니다. 이용기관이 부여한 납부자 식별번호를 넣으세요.";
    /// CMS 9.
    CLIENT_USER_ID_TYPE: "/ClientUserID", "INGAM_FIELD_TYPE", Error,
        "ClientUserID is a string.",
        "ClientUserID는 문자열입니다.";
    /// CMS 9.
    CLIENT_USER_ID_LENGTH: "/ClientUserID", "INGAM_FIELD_LENGTH", Error,
        "ClientUserID has at most 40 characters.",
        "ClientUserID는 최대 40자입니다.";
    /// ESign 7, CMS 10.
    TMS_TITLE_MISSING: "/TMSTitle", "INGAM_FIELD_REQUIRED", Error,
        "TMSTitle is required: the title of the message in KakaoTalk.",
        "TMSTitle은 필수입니다. 카카오톡 인증메시지의 제목을 넣으세요.";
    /// ESign 7, CMS 10.
    TMS_TITLE_TYPE: "/TMSTitle", "INGAM_FIELD_TYPE", Error,
        "TMSTitle is a string.",
        "TMSTitle은 문자열입니다.";
    /// ESign 7, CMS 10.
    TMS_TITLE_LENGTH: "/TMSTitle", "INGAM_FIELD_LENGTH", Error,
        "TMSTitle has at most 40 characters.",
        "TMSTitle은 최대 40자입니다.";
    /// ESign 8, CMS 11.
    TMS_MESSAGE_TYPE: "/TMSMessage", "INGAM_FIELD_TYPE", Error,
        "TMSMessage is a string.",
        "TMSMessage는 문자열입니다.";
    /// ESign 8, CMS 11.
    TMS_MESSAGE_LENGTH: "/TMSMessage", "INGAM_FIELD_LENGTH", Error,
        "TMSMessage has at most 500 characters.",
        "TMSMessage는 최대 500자입니다.";
    /// ESign 8.
    TMS_MESSAGE_NOT_APPLIED: "/TMSMessage", "INGAM_FIELD_NOT_APPLIED", Warning,
        "TMSMessage is not applied in App to App: isAppUseYN is true.",
        "App to App 방식(isAppUseYN이 true)에서는 TMSMessage가 적용되지 않습니다.";
    /// ESign 9, CMS 12.
    SUB_CLIENT_ID_TYPE: "/SubClientID", "INGAM_FIELD_TYPE", Error,
        "SubClientID is a string.",
        "SubClientID는 문자열입니다.";
    /// ESign 9, CMS 12.
    SUB_CLIENT_ID_LENGTH: "/SubClientID", "INGAM_FIELD_LENGTH", Error,
        "SubClientID has at most 12 characters.",
        "SubClientID는 최대 12자입니다.";
    /// ESign 9.
    SUB_CLIENT_ID_NOT_APPLIED: "/SubClientID", "INGAM_FIELD_NOT_APPLIED", Warning,
        "SubClientID is not applied in App to App: isAppUseYN is true.",
        "App to App 방식(isAppUseYN이 true)에서는 SubClientID가 적용되지 않습니다.";
    /// ESign 10, CMS 13.
    SIMPLE_TYPE: "/isAllowSimpleRegistYN", "INGAM_FIELD_TYPE", Error,
        "isAllowSimpleRegistYN is true or false.",
        "isAllowSimpleRegistYN은 true 또는 false입니다.";
    /// ESign 10, CMS 13; Kakao's announcement of May 2022.
    SIMPLE_OBSOLETE: "/isAllowSimpleRegistYN", "INGAM_CERTIFICATE_SIMPLE", Warning,
        "Since 2022 Kakao checks an account of the signer as well, and certificates issued on the phone alone have become unusable. Leave isAllowSimpleRegistYN false.",
        "2022년부터 카카오는 휴대폰과 본인계좌를 모두 확인하며, 휴대폰만으로 발급한 인증서는 쓸 수 없게 되었습니다. isAllowSimpleRegistYN은 false로 두세요.";
    /// ESign 11, CMS 14.
    VERIFY_NAME_TYPE: "/isVerifyNameYN", "INGAM_FIELD_TYPE", Error,
        "isVerifyNameYN is true or false.",
        "isVerifyNameYN은 true 또는 false입니다.";
    /// ESign 12, CMS 15.
    PAYLOAD_TYPE: "/PayLoad", "INGAM_FIELD_TYPE", Error,
        "PayLoad is a string.",
        "PayLoad는 문자열입니다.";
    /// ESign 12, CMS 15.
    PAYLOAD_LENGTH: "/PayLoad", "INGAM_FIELD_LENGTH", Error,
        "PayLoad has at most 200 characters.",
        "PayLoad는 최대 200자입니다.";
    /// ESign 13; of a consent to be debited from the SDKs.
    APP_USE_TYPE: "/isAppUseYN", "INGAM_FIELD_TYPE", Error,
        "isAppUseYN is true or false.",
        "isAppUseYN은 true 또는 false입니다.";
}
