//! The one table of what a check can say: outcome, sub-indication, and a sentence in
//! English and Korean. No sentence holds anything that was read from the message.

use super::report::{CheckName, Outcome, SubIndication};

/// One row.
pub(crate) struct Row {
    pub name: CheckName,
    pub outcome: Outcome,
    pub sub_indication: Option<SubIndication>,
    pub message: &'static str,
    pub message_ko: &'static str,
}

/// `Failed` and `Indeterminate` rows name the sub-indication whose statement they are.
macro_rules! outcome {
    (Passed) => {
        (Outcome::Passed, None)
    };
    (NotChecked) => {
        (Outcome::NotChecked, None)
    };
    (NotCompared) => {
        (Outcome::NotCompared, None)
    };
    (Claimed) => {
        (Outcome::Claimed, None)
    };
    (No) => {
        (Outcome::Failed, None)
    };
    ($sub:ident) => {
        (
            match SubIndication::$sub.indication() {
                super::report::Indication::TotalFailed => Outcome::Failed,
                _ => Outcome::Indeterminate,
            },
            Some(SubIndication::$sub),
        )
    };
}

macro_rules! findings {
    ($($name:ident: $check:ident, $outcome:ident, $en:literal, $ko:literal;)*) => {
        /// A row of the table, by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Finding { $($name,)* }

        impl Finding {
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$name,)*];

            pub(crate) const fn row(self) -> &'static Row {
                match self { $(Self::$name => {
                    const ENDS: (Outcome, Option<SubIndication>) = outcome!($outcome);
                    const ROW: &Row = &Row {
                        name: CheckName::$check,
                        outcome: ENDS.0,
                        sub_indication: ENDS.1,
                        message: $en,
                        message_ko: $ko,
                    };
                    ROW
                })* }
            }
        }
    };
}

findings! {
    FormatPassed: Format, Passed,
        "The data are one CMS SignedData message.",
        "하나의 CMS SignedData 메시지입니다.";
    FormatMalformed: Format, FormatFailure,
        "The data are not a CMS SignedData message in DER, or in BER that can be read as such.",
        "DER 또는 그에 준하는 BER로 된 CMS SignedData 메시지가 아닙니다.";

    OneSignerPassed: OneSigner, Passed,
        "The message has exactly one signer.",
        "서명자 정보가 정확히 하나입니다.";
    OneSignerOther: OneSigner, FormatFailure,
        "The message has no signer, or more than one.",
        "서명자 정보가 없거나 둘 이상입니다.";
    OneSignerMalformed: OneSigner, FormatFailure,
        "The signer's part of the message is malformed, or has no signed attributes.",
        "서명자 정보의 형식이 잘못되었거나 서명 속성이 없습니다.";
    OneSignerByKey: OneSigner, FormatFailure,
        "The signer is named by a key identifier, not by issuer and serial number.",
        "서명자가 발급자와 일련번호가 아니라 키 식별자로 지정되어 있습니다.";

    SignerCertificatePassed: SignerCertificate, Passed,
        "One certificate has exactly the issuer and serial number that the signer names.",
        "서명자가 지정한 발급자와 일련번호에 정확히 일치하는 인증서가 하나 있습니다.";
    SignerCertificateMissing: SignerCertificate, FormatFailure,
        "No certificate in the message has exactly the issuer and serial number that the signer names.",
        "서명자가 지정한 발급자와 일련번호에 정확히 일치하는 인증서가 메시지에 없습니다.";
    SignerCertificateTwice: SignerCertificate, FormatFailure,
        "More than one certificate in the message has the issuer and serial number that the signer names.",
        "서명자가 지정한 발급자와 일련번호를 가진 인증서가 둘 이상입니다.";

    SignerCertificateOther: SignerCertificate, ChainConstraintsFailure,
        "The signed attributes name another certificate than the one that the signer names.",
        "서명 속성에 지정된 인증서가 서명자가 지정한 인증서와 다릅니다.";
    SignerCertificateByOtherHash: SignerCertificate, CryptoConstraintsFailureNoPoe,
        "The signed attributes name the certificate by a hash that is not on the list.",
        "서명 속성에서 허용 목록에 없는 해시 알고리즘으로 인증서를 지정했습니다.";
    SignerCertificateMalformed: SignerCertificate, FormatFailure,
        "A signed attribute that names the signer's certificate is malformed.",
        "서명자 인증서를 지정하는 서명 속성의 형식이 잘못되었습니다.";

    VersionsPassed: Versions, Passed,
        "The version numbers are those of the standard.",
        "버전 번호가 표준과 같습니다.";
    VersionsOther: Versions, FormatFailure,
        "A version number is not the one that the standard asks for.",
        "버전 번호가 표준에서 정한 값과 다릅니다.";

    AttributeOrderPassed: AttributeOrder, Passed,
        "The signed attributes stand in the order of DER.",
        "서명 속성이 DER 순서로 배열되어 있습니다.";
    AttributeOrderOther: AttributeOrder, FormatFailure,
        "The signed attributes do not stand in the order of DER.",
        "서명 속성이 DER 순서로 배열되어 있지 않습니다.";

    AttributesUniquePassed: AttributesUnique, Passed,
        "Every signed attribute occurs once and has one value.",
        "서명 속성이 모두 한 번씩만 있고 값이 하나입니다.";
    AttributesUniqueOther: AttributesUnique, FormatFailure,
        "A signed attribute occurs more than once, or does not have exactly one value.",
        "서명 속성이 중복되었거나 값이 하나가 아닙니다.";

    AttributesPresentPassed: AttributesPresent, Passed,
        "Content type, message digest and signing time are among the signed attributes.",
        "서명 속성에 콘텐츠 유형, 메시지 다이제스트, 서명 시각이 모두 있습니다.";
    AttributesPresentOther: AttributesPresent, FormatFailure,
        "Content type, message digest or signing time is missing from the signed attributes or malformed.",
        "서명 속성에 콘텐츠 유형, 메시지 다이제스트, 서명 시각 가운데 빠졌거나 형식이 잘못된 것이 있습니다.";

    ContentTypePassed: ContentType, Passed,
        "The signed content type is that of the message.",
        "서명된 콘텐츠 유형이 메시지의 콘텐츠 유형과 같습니다.";
    ContentTypeOther: ContentType, FormatFailure,
        "The signed content type is not that of the message.",
        "서명된 콘텐츠 유형이 메시지의 콘텐츠 유형과 다릅니다.";

    AlgorithmsPassed: Algorithms, Passed,
        "The signature uses SHA-256 and an RSA key of a listed size.",
        "서명에 SHA-256과 허용된 길이의 RSA 키를 사용했습니다.";
    AlgorithmsUnlisted: Algorithms, CryptoConstraintsFailureNoPoe,
        "The signature uses an algorithm, parameters or a key size that are not on the list.",
        "허용 목록에 없는 알고리즘, 매개변수 또는 키 길이로 서명했습니다.";
    AlgorithmsUnannounced: Algorithms, FormatFailure,
        "The signer's digest algorithm is not among those that the message announces.",
        "서명자의 다이제스트 알고리즘이 메시지에 선언된 목록에 없습니다.";

    MessageDigestPassed: MessageDigest, Passed,
        "The signed digest is that of the content.",
        "서명된 다이제스트가 원문의 다이제스트와 같습니다.";
    MessageDigestOther: MessageDigest, HashFailure,
        "The signed digest is not that of the content: the content was changed.",
        "서명된 다이제스트가 원문의 다이제스트와 다릅니다. 원문이 변경되었습니다.";
    MessageDigestDetached: MessageDigest, NotCompared,
        "The message does not hold the content, and none was handed in to compute a digest of.",
        "메시지에 원문이 없고, 다이제스트를 계산할 원문도 주어지지 않았습니다.";

    SignaturePassed: Signature, Passed,
        "The signature verifies under the key of the signer's certificate.",
        "서명자 인증서의 공개키로 서명이 검증되었습니다.";
    SignatureOther: Signature, SigCryptoFailure,
        "The signature does not verify under the key of the signer's certificate.",
        "서명자 인증서의 공개키로 서명이 검증되지 않습니다.";

    ContentSame: Content, Passed,
        "The signed content is the document that was requested, octet by octet.",
        "서명된 원문이 요청한 문서와 바이트 단위로 같습니다.";
    ContentDigestSame: Content, Passed,
        "The signed content has the digest of the document that was requested.",
        "서명된 원문의 다이제스트가 요청한 문서의 다이제스트와 같습니다.";
    ContentIsText: Content, Passed,
        "The signature is over the requested text, the base64 of the hash.",
        "요청한 문자열(해시의 base64)에 대한 서명입니다.";
    ContentIsHash: Content, Passed,
        "The signature is over the octets of the requested hash.",
        "요청한 해시의 바이트에 대한 서명입니다.";
    ContentIsOriginal: Content, Passed,
        "The signature is over the original file.",
        "원본 파일에 대한 서명입니다.";
    ContentDigestIsHash: Content, Passed,
        "The signed digest is the requested hash itself.",
        "서명된 다이제스트가 요청한 해시 그 자체입니다.";
    ContentOther: Content, HashFailure,
        "The signature is over something else than the document that was requested.",
        "요청한 문서가 아닌 다른 내용에 대한 서명입니다.";
    ContentOriginalOther: Content, HashFailure,
        "The original file does not have the hash that was requested to be signed.",
        "원본 파일의 해시가 서명을 요청한 해시와 다릅니다.";
    ContentNotCompared: Content, NotCompared,
        "No document was handed in to compare the signed content with.",
        "서명된 원문과 비교할 문서가 주어지지 않았습니다.";
    ContentAbsent: Content, SignedDataNotFound,
        "The message does not hold the signed content, and no document was handed in.",
        "메시지에 서명된 원문이 없고, 비교할 문서도 주어지지 않았습니다.";

    PathPassed: Path, Passed,
        "A trust anchor issued the signer's certificate, by a path of valid signatures.",
        "신뢰 앵커에서 서명자 인증서까지 서명으로 이어진 인증 경로가 있습니다.";
    PathMissing: Path, NoCertificateChainFound,
        "No trust anchor that was handed in issued the signer's certificate.",
        "주어진 신뢰 앵커 가운데 서명자 인증서를 발급한 것이 없습니다.";

    PathUntried: Path, NoCertificateChainFound,
        "More certificates seem to fit than are tried, and no trust anchor was reached with those that were.",
        "경로의 후보 인증서가 시도 한도를 넘었으며, 한도까지 시도한 것으로는 신뢰 앵커에 이르지 못했습니다.";

    PathAlgorithmsPassed: PathAlgorithms, Passed,
        "Every certificate of the path is signed with SHA-256 and an RSA key of a listed size.",
        "인증 경로의 모든 인증서가 SHA-256과 허용된 길이의 RSA 키로 서명되었습니다.";
    PathAlgorithmsUnlisted: PathAlgorithms, CryptoConstraintsFailureNoPoe,
        "A certificate of the path is signed with an algorithm or a key that is not on the list.",
        "인증 경로에 허용 목록에 없는 알고리즘이나 키로 서명된 인증서가 있습니다.";

    PathValidityPassed: PathValidity, Passed,
        "Every certificate of the path was valid at the time in question.",
        "기준 시각에 인증 경로의 모든 인증서가 유효 기간 안에 있었습니다.";
    PathValidityExpired: PathValidity, OutOfBoundsNoPoe,
        "A certificate of the path had expired at the time in question.",
        "기준 시각에 인증 경로의 인증서가 이미 만료되어 있었습니다.";
    PathValidityEarly: PathValidity, OutOfBoundsNoPoe,
        "A certificate of the path was not yet valid at the time in question.",
        "기준 시각에 인증 경로의 인증서가 아직 유효하지 않았습니다.";

    PathValidityClaimed: PathValidity, OutOfBoundsNoPoe,
        "The signer's certificate was not valid at the time that the signature claims.",
        "서명 시각에 서명자 인증서가 유효 기간을 벗어나 있었습니다.";

    PathConstraintsPassed: PathConstraints, Passed,
        "Every certificate of the path may be used as it is used here.",
        "인증 경로의 모든 인증서가 허용된 용도로 사용되었습니다.";
    PathConstraintsNoAuthority: PathConstraints, ChainConstraintsFailure,
        "A certificate of the path was issued by one that is not a certification authority's.",
        "인증기관(CA)용이 아닌 인증서로 발급된 인증서가 경로에 있습니다.";
    PathConstraintsUsage: PathConstraints, ChainConstraintsFailure,
        "A certificate of the path may not be used for what it is used for here.",
        "인증 경로의 인증서가 키 용도에서 허용하지 않는 목적으로 사용되었습니다.";
    PathConstraintsLength: PathConstraints, ChainConstraintsFailure,
        "The path is longer than one of its authorities may have it.",
        "인증 경로가 인증기관(CA) 인증서에 허용된 길이보다 깁니다.";
    PathConstraintsUnprocessed: PathConstraints, ChainConstraintsFailure,
        "A certificate of the path has a restriction that is not understood here.",
        "인증 경로의 인증서에 처리할 수 없는 제약 확장이 있습니다.";

    AnchorValidityPassed: AnchorValidity, Passed,
        "The trust anchor's certificate was valid at the time in question.",
        "기준 시각에 신뢰 앵커의 인증서가 유효 기간 안에 있었습니다.";
    AnchorValidityOther: AnchorValidity, OutOfBoundsNoPoe,
        "The trust anchor's certificate was not valid at the time in question.",
        "기준 시각에 신뢰 앵커의 인증서가 유효 기간을 벗어나 있었습니다.";
    AnchorValidityUnknown: AnchorValidity, NotChecked,
        "The trust anchor is a name and a key: it says nothing of its own validity.",
        "신뢰 앵커가 이름과 공개키뿐이어서 앵커 자체의 유효 기간은 확인하지 않았습니다.";

    RevocationPassedByCrl: Revocation, Passed,
        "The revocation lists that were handed in do not list any certificate of the path.",
        "주어진 인증서 폐지 목록(CRL)에 인증 경로의 인증서가 없습니다.";
    RevocationPassedByStatement: Revocation, Passed,
        "Toss stated that the certificate is valid, about when the signature claims to be made or later.",
        "서명 시각 무렵 또는 그 이후에 토스가 인증서가 유효하다고 확인했습니다.";
    RevocationBefore: Revocation, Revoked,
        "The certificate had been revoked by the time that the signature claims.",
        "서명 시각에 인증서가 이미 폐지되어 있었습니다.";
    RevocationAfter: Revocation, RevokedNoPoe,
        "The certificate was revoked after the time that the signature claims, which nothing proves.",
        "서명 시각 이후에 인증서가 폐지되었고, 서명이 그 전에 이루어졌다는 증거가 없습니다.";
    RevocationOfAuthority: Revocation, RevokedNoPoe,
        "The certificate of an authority on the path is revoked.",
        "인증 경로에 있는 인증기관(CA)의 인증서가 폐지되었습니다.";
    RevocationOnHold: Revocation, TryLater,
        "A certificate of the path is on hold.",
        "인증 경로의 인증서가 효력 정지 상태입니다.";
    RevocationDenied: Revocation, RevokedNoPoe,
        "Toss states that the certificate is not valid, and not since when.",
        "토스가 인증서가 유효하지 않다고 답했으며, 언제부터인지는 알 수 없습니다.";
    RevocationUnusable: Revocation, TryLater,
        "What was handed in about revocation is out of date, incomplete, of another issuer or not sound.",
        "주어진 폐지 정보가 오래되었거나 불완전하거나 발급자가 다르거나 검증되지 않습니다.";
    RevocationMissing: Revocation, TryLater,
        "Nothing was handed in that says whether the certificate was revoked.",
        "인증서 폐지 여부를 알 수 있는 정보가 주어지지 않았습니다.";
    RevocationUnwanted: Revocation, NotChecked,
        "Revocation was not to be checked.",
        "인증서 폐지 여부는 확인하지 않도록 설정되어 있습니다.";

    ProfilePassed: Profile, Passed,
        "The message is of the form in which Toss signs documents.",
        "토스인증 전자서명 문서의 형식을 갖추었습니다.";
    ProfileMessage: Profile, SigConstraintsFailure,
        "The message is not of the form in which Toss signs documents.",
        "토스인증 전자서명 문서의 형식과 다릅니다.";
    ProfileCertificate: Profile, SigConstraintsFailure,
        "The certificate is not of the form that Toss issues to a person.",
        "토스인증이 개인에게 발급하는 인증서의 형식과 다릅니다.";
    ProfileUnwanted: Profile, NotChecked,
        "No provider's profile was to be checked.",
        "토스·카카오 고유의 형식은 확인하지 않도록 설정되어 있습니다.";

    SigningTimeClaimed: SigningTime, Claimed,
        "The signing time is what the signer's side wrote; nothing independent proves it.",
        "서명 시각은 서명자 측에서 기록한 값이며, 이를 독립적으로 증명하는 것은 없습니다.";

    SigningTimeLater: SigningTime, OutOfBoundsNoPoe,
        "The signature claims a time that had not come when it was there already.",
        "서명 시각이 서명을 받은 시각보다 나중으로 적혀 있습니다.";

    SetOrdersPassed: SetOrders, Passed,
        "There is one signed document for every document that was requested.",
        "요청한 문서마다 서명 문서가 하나씩 있습니다.";
    SetOrdersOther: SetOrders, SigConstraintsFailure,
        "The signed documents are not those that were requested: their number or orders differ.",
        "서명 문서의 개수나 순서가 요청과 다릅니다.";
    SetSignerPassed: SetSigner, Passed,
        "The same certificate signed every document.",
        "모든 문서를 같은 인증서로 서명했습니다.";
    SetSignerOther: SetSigner, SigConstraintsFailure,
        "Not every document was signed with the same certificate.",
        "문서마다 서명한 인증서가 다릅니다.";
    SetSignerUnknown: SetSigner, NotChecked,
        "Not every document has a signer's certificate that could be compared.",
        "인증서를 비교할 수 없는 서명 문서가 있습니다.";

    SamePersonPassed: SamePerson, Passed,
        "Every name that was expected is the name in the certificate.",
        "예상한 이름이 모두 인증서의 이름과 같습니다.";
    SamePersonOther: SamePerson, No,
        "A name that was expected is not the name in the certificate.",
        "예상한 이름 가운데 인증서의 이름과 다른 것이 있습니다.";
    SamePersonNotCompared: SamePerson, NotCompared,
        "There was no name to compare.",
        "비교할 이름이 없습니다.";
}

/// The line of a check that was not reached.
pub(crate) const NOT_REACHED: (&str, &str) =
    ("An earlier check leaves nothing to look at here.", "앞선 검사의 결과로 확인할 대상이 없습니다.");

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn every_row_is_whole_and_unlike_the_others() {
        let (mut english, mut korean) = (BTreeSet::new(), BTreeSet::new());
        for row in Finding::ALL.iter().map(|finding| finding.row()) {
            assert!(english.insert(row.message) && korean.insert(row.message_ko), "{}", row.message);
            assert!(row.message.ends_with('.') && row.message_ko.ends_with('.'), "{}", row.message);
            assert!(row.message.is_ascii(), "{}", row.message);
            assert!(row.message_ko.chars().any(|c| ('가'..='힣').contains(&c)), "{}", row.message);
        }
    }

    #[test]
    fn every_check_can_pass_or_claim_and_every_sub_indication_is_said() {
        let rows = || Finding::ALL.iter().map(|finding| finding.row());
        for name in CheckName::ALL {
            let good = |outcome| matches!(outcome, Outcome::Passed | Outcome::Claimed);
            assert!(rows().any(|row| row.name == *name && good(row.outcome)), "{}", name.name());
        }
        for sub in SubIndication::ALL {
            assert!(rows().any(|row| row.sub_indication == Some(*sub)), "{}", sub.name());
        }
    }
}
