//! The report as a page: English and Korean side by side, nothing loaded from anywhere, and
//! every text that comes from a document or a certificate escaped.

use alloc::string::String;
use core::fmt::Write;

use crate::encoding::base64_decode;
use crate::json::Value;

/// No script can run and nothing is fetched, whatever the texts in it say.
const HEAD: &str = r#"<!doctype html>
<html lang="ko">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>전자서명 검증 보고서 / Signature report</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #bbb }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #bbb; padding: .6rem }
code { overflow-wrap: anywhere }
.en { color: #444 }
</style>
"#;

/// The page of a stored report.
pub(super) fn page(report: &Value) -> String {
    let mut page = String::from(HEAD);
    page.push_str("<h1>전자서명 검증 보고서 <span class=\"en\" lang=\"en\">Signature report</span></h1>\n");
    rows(
        &mut page,
        &[
            ("거래", "Transaction", &text(report, "/transaction")),
            ("판정", "Indication", &indication(report)),
            ("접수 시각", "First received", &text(report, "/receivedAt")),
            ("검증 시각", "Checked", &text(report, "/checkedAt")),
        ],
    );
    page.push_str(
        "<p>서명 시각은 서명자 쪽의 주장이고, 접수 시각은 게이트웨이가 결과를 처음 받은 시각입니다. \
         <span class=\"en\" lang=\"en\">The signing time is the signer's claim; the time of first receipt is \
         the gateway's.</span></p>\n",
    );
    checks(&mut page, report.pointer("/checks"));
    let documents = report.pointer("/documents").and_then(Value::as_array);
    for document in documents.into_iter().flatten() {
        one(&mut page, document);
    }
    page.push_str("</html>\n");
    page
}

fn one(page: &mut String, document: &Value) {
    let order = document.pointer("/order").and_then(Value::as_i64).unwrap_or(0);
    let _ = writeln!(page, "<h2>문서 {order} <span class=\"en\" lang=\"en\">Document {order}</span></h2>");
    let Some(report) = document.get("report").filter(|report| !report.is_null()) else {
        page.push_str(
            "<p>서명 값이 없습니다. <span class=\"en\" lang=\"en\">There is no signed data.</span></p>\n",
        );
        return;
    };
    rows(
        page,
        &[
            ("판정", "Indication", &indication(report)),
            ("서명자", "Signer", &text(report, "/signer/commonName")),
            ("서명자 번호", "User id", &text(report, "/signer/uid")),
            ("인증서 일련번호", "Serial number", &text(report, "/signer/serialNumber")),
            ("서명 시각(주장)", "Signing time (claimed)", &text(report, "/signingTime")),
            ("서명 값 SHA-256", "SHA-256 of the signed data", &text(document, "/sha256")),
        ],
    );
    let content = report.get("content").and_then(Value::as_str).and_then(|text| base64_decode(text).ok());
    match content.as_deref().map(core::str::from_utf8) {
        Some(Ok(content)) => {
            let _ = writeln!(page, "<pre>{}</pre>", escaped(content));
        }
        Some(Err(_)) => page.push_str(
            "<p>내용이 글이 아닙니다. <span class=\"en\" lang=\"en\">The content is not text.</span></p>\n",
        ),
        None => page.push_str(
            "<p>서명 값에 내용이 들어 있지 않습니다. \
             <span class=\"en\" lang=\"en\">The content is not in the signed data.</span></p>\n",
        ),
    }
    checks(page, report.get("checks"));
}

fn checks(page: &mut String, checks: Option<&Value>) {
    let checks = checks.and_then(Value::as_array).map_or(&[][..], |checks| checks);
    if checks.is_empty() {
        return;
    }
    page.push_str("<table>\n<tr><th>검사 <span class=\"en\" lang=\"en\">Check</span><th>결과 <span class=\"en\" lang=\"en\">Outcome</span><th>설명 <span class=\"en\" lang=\"en\">What was found</span>\n");
    for check in checks {
        let _ = writeln!(
            page,
            "<tr><td><code>{}</code><td><code>{}</code><td>{}<br><span class=\"en\" lang=\"en\">{}</span>",
            text(check, "/name"),
            text(check, "/outcome"),
            text(check, "/messageKo"),
            text(check, "/message"),
        );
    }
    page.push_str("</table>\n");
}

fn rows(page: &mut String, rows: &[(&str, &str, &str)]) {
    page.push_str("<table>\n");
    for (ko, en, value) in rows {
        let _ = writeln!(page, "<tr><th>{ko} <span class=\"en\" lang=\"en\">{en}</span><td>{value}");
    }
    page.push_str("</table>\n");
}

fn indication(report: &Value) -> String {
    match text(report, "/subIndication").as_str() {
        "" => text(report, "/indication"),
        sub => alloc::format!("{} / {sub}", text(report, "/indication")),
    }
}

/// The text at a pointer, escaped; empty where there is none.
fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).map(escaped).unwrap_or_default()
}

/// As the text of an element or of a quoted attribute. Control characters besides line breaks
/// and tabs, and those that turn the direction of writing, become U+FFFD: what is shown reads
/// in the order it is in.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.push('\u{fffd}')
            }
            '\r' => {}
            _ if character.is_control() => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_text() {
        assert_eq!(
            escaped("<script>alert('1')</script> & \"x\"\r\n\u{202e}\u{0}"),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;\n\u{fffd}\u{fffd}"
        );
        let report = serde_json::json!({
            "indication": "TOTAL_PASSED", "subIndication": null, "transaction": "toss:<b>",
            "checks": [{ "name": "<i>", "outcome": "PASSED", "message": "&", "messageKo": "가" }],
            "documents": [
                { "order": 1, "report": {
                    "indication": "TOTAL_FAILED", "subIndication": "HASH_FAILURE",
                    "signer": { "commonName": "<img src=x onerror=alert(1)>" },
                    "content": crate::encoding::base64(b"<h1>\xea\xb0\x80</h1>"),
                    "checks": [],
                } },
                { "order": 2, "report": null },
            ],
        });
        let page = page(&report);
        for raw in ["<b>", "<i>", "<img", "<h1>가"] {
            assert!(!page.contains(raw), "{raw}");
        }
        for shown in
            ["&lt;h1&gt;가", "&lt;img src=x", "TOTAL_FAILED / HASH_FAILURE", "There is no signed data."]
        {
            assert!(page.contains(shown), "{shown}");
        }
    }
}
